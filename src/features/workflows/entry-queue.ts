import { LRUCache } from 'lru-cache';
import { AppError } from '../../kernel/errors.ts';
import { parseJson } from '../../kernel/json-text.ts';
import type { Database } from '../../platform/database/database.ts';
import { sqlStateOf } from '../../platform/database/errors.ts';
import { GroupCommit } from '../../platform/database/group-commit.ts';
import { inTransaction } from '../../platform/database/transaction.ts';
import {
  type ChangedEntry,
  type EntryKind,
  lockEntries,
  type SwappedEntry,
  swapEntries,
  writeEntries,
} from './storage-store.ts';

/** Changes of one transaction, and those that wait for one; runs have bounds of their own. */
const maxBatch = 500;
const maxQueued = 50_000;
/** Where so many runs store something all the time, they rather wait for each other than pay for commits of their own. */
const spacing = { ms: () => 4, enough: maxBatch, behind: 16 };

/** Values that are kept, in bytes of their texts and keys: counters and states of nodes have a few dozen each. */
const maxKnownBytes = 16 * 1024 * 1024;

/** What an entry becomes: its JSON text, or undefined when it is to go. */
export type Decision<Result> =
  | { readonly text: string | undefined; readonly result: Result }
  | { readonly keep: Result };

/** A change of one entry: what is stored, undefined where nothing is, decides what it becomes. */
export interface EntryChange<Result> {
  readonly flowRowId: number;
  readonly kind: EntryKind;
  readonly key: string;
  readonly decide: (stored: unknown) => Decision<Result>;
}

interface Item {
  readonly change: EntryChange<unknown>;
  outcome: { readonly result: unknown } | { readonly error: unknown } | undefined;
}

export interface EntryQueueOptions {
  readonly database: Database;
  /** Makes one change in a transaction of its own, with all that can be wrong about it. */
  readonly alone: (change: EntryChange<unknown>) => Promise<unknown>;
  /** Whether a workflow's storage may hold so much. */
  readonly fits: (size: { entries: number; entry_bytes: number; states: number }) => boolean;
}

/** All changes of one entry in a batch, decided on the value that is known of it. */
interface Decided {
  readonly items: readonly Item[];
  readonly outcomes: readonly Item['outcome'][];
  readonly swap: SwappedEntry;
}

/**
 * Changes of entries that come from many runs at once, in one transaction for as many as wait: each decides on what the one before
 * it has left, in the order in which they came. Where anything is not as usual (an entry that somebody else makes at the same
 * time, a storage that is full, a workflow that is gone), each is made by itself instead.
 *
 * What this server has stored last it remembers. An entry that is to be as long as before, as most counters are, is put in the place of
 * the remembered value with one statement that does so only where that value still stands; where another does, somebody else has been
 * there, and the change is made in a transaction like others.
 */
export class EntryQueue {
  readonly #options: EntryQueueOptions;
  readonly #queue: GroupCommit<Item>;
  /** The JSON texts that were stored last, by place. */
  readonly #known = new LRUCache<string, string>({
    maxSize: maxKnownBytes,
    sizeCalculation: (text, place) => text.length + place.length,
  });

  constructor(options: EntryQueueOptions) {
    this.#options = options;
    // One at a time: changes of the same entry would wait for each other anyway.
    this.#queue = new GroupCommit({
      commit: (items) => this.#commit(items),
      maxBatch,
      maxQueued,
      concurrency: 1,
      spacing,
    });
  }

  /** Resolves with what was decided once it is durable. @throws what `decide` throws, and what is wrong about the entry */
  async change<Result>(change: EntryChange<Result>): Promise<Result> {
    const item: Item = { change, outcome: undefined };
    await this.#queue.add(item);
    const { outcome } = item;
    if (!outcome) throw new AppError('Internal', 'A change of a workflow’s storage has no outcome');
    if ('error' in outcome) throw outcome.error;
    return outcome.result as Result;
  }

  async #commit(given: readonly Item[]): Promise<void> {
    const items = await this.#swap(given);
    if (items.length > 1 && (await this.#commitTogether(items))) return;
    for (const item of items) {
      this.#known.delete(placeOf(item.change));
      item.outcome = await this.#options.alone(item.change).then(
        (result) => ({ result }),
        (error: unknown) => ({ error }),
      );
    }
  }

  /** Makes the changes of entries that are known and stay as long as they are. Returns those that are not made. */
  async #swap(items: readonly Item[]): Promise<readonly Item[]> {
    const decided = [...Map.groupBy(items, ({ change }) => placeOf(change))]
      .flatMap(([place, ofEntry]) => decideKnown(ofEntry, this.#known.get(place)) ?? [])
      .sort(
        ({ swap: a }, { swap: b }) => a.flowRowId - b.flowRowId || compare(a.kind, b.kind) || compare(a.key, b.key),
      );
    if (decided.length === 0) return items;
    let swapped: ReadonlySet<number>;
    try {
      swapped = await swapEntries(
        this.#options.database,
        decided.map(({ swap }) => swap),
      );
    } catch (error) {
      // Nothing is done; of any other failure nobody knows whether it is.
      if (isRefusal(error)) return items;
      throw error;
    }
    for (const [index, { items: done, outcomes, swap }] of decided.entries()) {
      if (!swapped.has(index)) continue;
      this.#known.set(placeOf(swap), swap.after);
      for (const [at, item] of done.entries()) item.outcome = outcomes[at];
    }
    return items.filter(({ outcome }) => outcome === undefined);
  }

  /** False: nothing is done. */
  async #commitTogether(items: readonly Item[]): Promise<boolean> {
    const outcomes: Item['outcome'][] = [];
    const entries = new Map<string, ChangedEntry>();
    for (const { change } of items) {
      const { flowRowId, kind, key } = change;
      entries.set(placeOf(change), { flowRowId, kind, key, before: undefined, text: undefined, isChanged: false });
    }
    try {
      await inTransaction(this.#options.database, async (tx) => {
        const now = new Map<string, unknown>();
        for (const { flow_row_id, kind, key, text, bytes } of await lockEntries(tx, [...entries.values()])) {
          const place = placeOf({ flowRowId: flow_row_id, kind, key });
          const entry = entries.get(place);
          if (!entry) continue;
          entry.before = bytes;
          entry.text = text;
          now.set(place, parseJson(text));
        }
        for (const { change } of items) outcomes.push(decide(change, now, entries));
        const sizes = await writeEntries(
          tx,
          [...entries.values()].filter(({ isChanged }) => isChanged),
        );
        if (!sizes?.every(this.#options.fits)) throw new Unusual();
      });
    } catch (error) {
      // What the database has refused it has not done; of anything else nobody knows whether it has.
      if (error instanceof Unusual || isRefusal(error)) return false;
      throw error;
    }
    for (const [index, item] of items.entries()) item.outcome = outcomes[index];
    for (const [place, { text }] of entries) {
      if (text === undefined) this.#known.delete(place);
      else this.#known.set(place, text);
    }
    return true;
  }
}

/** The changes have to be made one by one. */
class Unusual extends Error {}

/** Whether the database has said why it does not take a transaction: values, constraints, deadlocks. */
function isRefusal(error: unknown): boolean {
  return /^(22|23|40)/.test(sqlStateOf(error) ?? '');
}

function decide(
  change: EntryChange<unknown>,
  now: Map<string, unknown>,
  entries: ReadonlyMap<string, ChangedEntry>,
): Item['outcome'] {
  const place = placeOf(change);
  const entry = entries.get(place) as ChangedEntry;
  try {
    const decision = change.decide(now.get(place));
    if ('keep' in decision) return { result: decision.keep };
    entry.text = decision.text;
    entry.isChanged = true;
    if (decision.text === undefined) now.delete(place);
    else now.set(place, parseJson(decision.text));
    return { result: decision.result };
  } catch (error) {
    return { error };
  }
}

/** What becomes of an entry whose text is known; undefined where it is not, or where the entry is not to be swapped for one as long. */
function decideKnown(items: readonly Item[], before: string | undefined): Decided | undefined {
  const [first] = items;
  if (before === undefined || !first) return undefined;
  const { flowRowId, kind, key } = first.change;
  const place = placeOf(first.change);
  const entry: ChangedEntry = { flowRowId, kind, key, before: undefined, text: before, isChanged: false };
  const entries = new Map([[place, entry]]);
  const now = new Map([[place, parseJson(before)]]);
  const outcomes = items.map(({ change }) => decide(change, now, entries));
  const { text, isChanged } = entry;
  if (!isChanged || text === undefined || Buffer.byteLength(text) !== Buffer.byteLength(before)) return undefined;
  return { items, outcomes, swap: { flowRowId, kind, key, before, after: text } };
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function placeOf({ flowRowId, kind, key }: { flowRowId: number; kind: EntryKind; key: string }): string {
  return `${flowRowId}/${kind}/${key}`;
}
