import { t } from '../../words/words.ts';
/** What is stored of something, as a form shows it. */
export interface Version<V> {
  readonly id: string;
  /** `lastUpdated` of the API, which moves with every change. */
  readonly version: string;
  readonly values: V;
}

/** What a form edits and others may change meanwhile. */
export interface Stored<V> {
  readonly id: string;
  readonly version: string;
  readonly read: () => Promise<Version<V>>;
}

/** What somebody else has saved of fields that were typed in here. */
export interface Conflict<V> {
  readonly fields: readonly (keyof V & string)[];
  readonly theirs: V;
  /** Drops what was typed in these fields. */
  readonly take: () => void;
}

/** A save that would have gone over what somebody else has saved of the same fields. */
export class ChangedMeanwhile extends Error {
  constructor() {
    super(t('Somebody else has changed this meanwhile'));
    this.name = 'ChangedMeanwhile';
  }
}

interface Item {
  readonly id: string;
  readonly lastUpdated: string;
}

/** `stored` of a form for an item of the API; `read` asks for it anew, `toValues` makes of it what the form shows. */
export function storedItem<I extends Item, V>(item: I, toValues: (item: I) => V, read: () => Promise<I>): Stored<V> {
  return {
    id: item.id,
    version: item.lastUpdated,
    read: async () => {
      const now = await read();
      return { id: now.id, version: now.lastUpdated, values: toValues(now) };
    },
  };
}

/** The fields that were typed in here, and stored with another value elsewhere since. */
export function findConflicts<V extends object>(form: {
  readonly typed: Partial<V>;
  /** What was stored when somebody began to type. */
  readonly before: Partial<V>;
  readonly now: V;
}): (keyof V & string)[] {
  const { typed, before, now } = form;
  const names = Object.keys(typed) as (keyof V & string)[];
  return names.filter((name) => !isSame(before[name], now[name]) && !isSame(typed[name], now[name]));
}

export function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a, listSets) === JSON.stringify(b, listSets);
}

function listSets(_name: string, value: unknown): unknown {
  return value instanceof Set ? [...value] : value;
}
