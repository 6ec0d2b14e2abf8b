import { normalizeText } from './text.ts';

/** A tag that a device carries. */
export interface TagPair {
  readonly key: string;
  readonly value: string;
}

/** A tag that is asked for; the half that is missing matches anything. */
export interface TagPattern {
  readonly key?: string;
  readonly value?: string;
}

/**
 * Whether any of the tags is any of those asked for (semantics.md, "Devices and their state"), case-sensitively and in the
 * form of `normalizeText`.
 * Nothing asked for matches nothing, and neither does an entry with neither half: these lists also say which devices an
 * access key may serve, where an empty entry must not open every device.
 */
export function tagsMatch(tags: readonly TagPair[], query: readonly TagPattern[]): boolean {
  return query.some(
    ({ key, value }) =>
      (key !== undefined || value !== undefined) &&
      tags.some(
        (tag) => (key === undefined || tag.key === key) && (value === undefined || isSameText(tag.value, value)),
      ),
  );
}

/** Tags as templates and workflows have them: the values of each key, in their order. A key may be called like anything. */
export function tagsByKey(tags: readonly TagPair[]): Record<string, string[]> {
  const byKey = new Map<string, string[]>();
  for (const { key, value } of tags) {
    const values = byKey.get(key);
    if (values) values.push(value);
    else byKey.set(key, [value]);
  }
  return Object.fromEntries(byKey);
}

/** Tags that were stored before texts had one form may be of another. */
function isSameText(one: string, other: string): boolean {
  return one === other || normalizeText(one) === normalizeText(other);
}
