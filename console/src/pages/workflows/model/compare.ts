import { type Draft, type Part, toDefinition } from './draft.ts';

export type Difference = 'added' | 'changed' | 'removed';

/** How a later state differs from an earlier one, part by part. */
export interface Comparison {
  readonly parts: ReadonlyMap<string, Difference>;
  /** The removed ones, as they were. */
  readonly removed: readonly Part[];
  readonly globals: boolean;
  readonly customNodeConfig: boolean;
}

/**
 * What was added, changed and removed from `before` to `after`, by the `uid` of each part; a part that was only moved
 * is changed, for its place is stored too.
 */
export function compare(before: Draft, after: Draft): Comparison {
  const old = new Map(before.parts.map((part) => [part.uid, part]));
  const parts = new Map<string, Difference>();
  for (const part of after.parts) {
    const was = old.get(part.uid);
    if (!was) parts.set(part.uid, 'added');
    else if (!isSame(was.source, part.source)) parts.set(part.uid, 'changed');
    old.delete(part.uid);
  }
  for (const uid of old.keys()) parts.set(uid, 'removed');
  return {
    parts,
    removed: [...old.values()],
    globals: !isSame(before.globals, after.globals),
    customNodeConfig: !isSame(before.customNodeConfig, after.customNodeConfig),
  };
}

/** Whether nothing differs: no part, no global and nothing of the inputs of a custom node. */
export function isUnchanged({ parts, globals, customNodeConfig }: Comparison): boolean {
  return parts.size === 0 && !globals && !customNodeConfig;
}

/** A merge, and the parts that both sides have changed: of those it has mine. */
export interface Merge {
  readonly draft: Draft;
  readonly both: readonly Part[];
  /** Whether both have changed the globals, or the inputs of a custom node. */
  readonly others: boolean;
}

/**
 * What both have done since `base`. A part that one side has changed is as that side has it, one that both have changed as I
 * have it; what either has removed and the other not touched is gone. Wires to what is gone go too.
 */
export function merge(base: Draft, mine: Draft, theirs: Draft): Merge {
  const before = new Map(base.parts.map((part) => [part.uid, part]));
  const here = new Map(mine.parts.map((part) => [part.uid, part]));
  const there = new Map(theirs.parts.map((part) => [part.uid, part]));
  const both: Part[] = [];
  const parts: Part[] = [];
  const order = [...theirs.parts, ...mine.parts.filter(({ uid }) => !there.has(uid))];
  for (const { uid } of order) {
    const [was, own, other] = [before.get(uid), here.get(uid), there.get(uid)];
    const iChanged = !isSame(was?.source, own?.source);
    const theyChanged = !isSame(was?.source, other?.source);
    const kept = iChanged ? own : other;
    const shown = own ?? other;
    if (iChanged && theyChanged && !isSame(own?.source, other?.source) && shown) both.push(shown);
    if (kept) parts.push(kept);
  }
  const uids = new Set(parts.map(({ uid }) => uid));
  const chosen = <T>(was: T, own: T, other: T): T => (isSame(was, own) ? other : own);
  const clashes = <T>(was: T, own: T, other: T) => !isSame(was, own) && !isSame(was, other) && !isSame(own, other);
  const customNodeConfig = chosen(base.customNodeConfig, mine.customNodeConfig, theirs.customNodeConfig);
  return {
    draft: {
      parts: parts.map((part) => withoutLooseWires(part, uids)),
      globals: chosen(base.globals, mine.globals, theirs.globals),
      ...(customNodeConfig ? { customNodeConfig } : {}),
    },
    both,
    others:
      clashes(base.globals, mine.globals, theirs.globals) ||
      clashes(base.customNodeConfig, mine.customNodeConfig, theirs.customNodeConfig),
  };
}

function withoutLooseWires(part: Part, uids: ReadonlySet<string>): Part {
  const { outputIds } = part.source;
  if (!outputIds?.some((ids) => ids.some((id) => !uids.has(id)))) return part;
  return {
    ...part,
    source: { ...part.source, outputIds: outputIds.map((ids) => ids.filter((id) => uids.has(id))) },
  };
}

function isSame(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

/** The definition as a text, for telling whether two states are the same. */
export function fingerprint(draft: Draft): string {
  return JSON.stringify(toDefinition(draft));
}
