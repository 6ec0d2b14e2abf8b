import { invalid } from '../../kernel/errors.ts';
import { countCharacters, normalizeText } from '../../kernel/text.ts';
import { all, type Condition, not, type QueryNode, test } from './query-tree.ts';
import { isObject, type SpecialField } from './read-query.ts';

const maxTags = 100;
const keyPattern = /^[0-9a-zA-Z_-]{1,255}$/;

/** A tag as a query describes it; a half that is missing matches anything. At least one is there. */
export interface WantedTag {
  readonly key?: string;
  /** In the normal form in which tags are stored. */
  readonly value?: string;
}

/**
 * The field of tags: `{key: value}` for one tag or more, all of which must be there; `{$tagKey, $tagValue}`, where either
 * half may be missing; either of them below `$eq` or `$ne`.
 *
 * @param hasTag SQL for "has a tag like this"
 */
export function tagsField(hasTag: (tag: WantedTag) => Condition): SpecialField {
  const read = (value: unknown, path: string): QueryNode => {
    if (!isObject(value)) throw invalid(path, 'must be an object');
    if (Object.keys(value).length === 1 && ('$eq' in value || '$ne' in value)) {
      return '$eq' in value ? read(value.$eq, `${path}.$eq`) : not(read(value.$ne, `${path}.$ne`));
    }
    const entries = Object.entries(value).map(([key, text]): [string, string] => {
      // The length is that of the text as it is compared.
      const normal = typeof text === 'string' ? normalizeText(text) : undefined;
      if (normal === undefined || countCharacters(normal) > 255) {
        throw invalid(`${path}.${key}`, 'must be text of at most 255 characters');
      }
      return [key, normal];
    });
    const { $tagKey: key, $tagValue: tagValue, ...rest } = Object.fromEntries(entries);
    if (key !== undefined || tagValue !== undefined) {
      if (Object.keys(rest).length > 0) throw invalid(path, 'must have either $tagKey and $tagValue, or tags');
      return test(
        hasTag({
          ...(key === undefined ? {} : { key }),
          ...(tagValue === undefined ? {} : { value: tagValue }),
        }),
      );
    }
    if (entries.length > maxTags) throw invalid(path, `must not have more than ${maxTags} tags`);
    for (const [name] of entries) {
      if (!keyPattern.test(name)) throw invalid(`${path}.${name}`, 'is not a tag key');
    }
    return all(entries.map(([key, value]) => test(hasTag({ key, value }))));
  };
  return { read };
}
