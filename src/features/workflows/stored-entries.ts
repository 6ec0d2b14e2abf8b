import { createHash } from 'node:crypto';
import { invalid, notFound } from '../../kernel/errors.ts';
import { exactSum } from '../../kernel/exact-sum.ts';
import { containsUnstorableText, type ExactNumber, isExactNumber, refuseUnkeepable } from '../../kernel/json-text.ts';
import { countCharacters } from '../../kernel/text.ts';
import type { Database, Queryable } from '../../platform/database/database.ts';
import { inTransaction } from '../../platform/database/transaction.ts';
import { type EntryChange, EntryQueue } from './entry-queue.ts';
import { flowResource } from './resource.ts';
import type { FlowRef } from './runnable.ts';
import type { FlowStorage } from './storage.ts';
import {
  addToSize,
  deleteEntries,
  deleteEntry,
  type EntryKind,
  insertEntry,
  readEntries,
  readEntry,
  readSize,
  updateEntry,
} from './storage-store.ts';

/** Of the JSON text of a value. */
export const maxValueBytes = 16 * 1024;
export const maxEntries = 10_000;
export const maxTotalBytes = 16 * 1024 * 1024;
/** States of nodes are small, and there may be one for each device of an application. */
const maxStates = 100_000;
const maxKeyLength = 255;

/**
 * The storage of workflows, in the database. A change locks the entry, then the counts, in a short transaction; those of runs share
 * it with others that come at the same time.
 */
export class StoredEntries implements FlowStorage {
  readonly #database: Database;
  readonly #queue: EntryQueue;

  constructor(options: { database: Database }) {
    const { database } = options;
    this.#database = database;
    this.#queue = new EntryQueue({
      database,
      alone: (change) => inTransaction(database, (tx) => changeEntry(tx, change)),
      fits: ({ entries, entry_bytes, states }) =>
        entries <= maxEntries && entry_bytes <= maxTotalBytes && states <= maxStates,
    });
  }

  readAll({ flowRowId }: FlowRef): Promise<Record<string, unknown>> {
    return readEntries(this.#database.kysely, flowRowId, { inTurns: true });
  }

  async get({ flowRowId }: FlowRef, key: string): Promise<unknown> {
    return (await readEntry(this.#database.kysely, flowRowId, { kind: 'entry', key }))?.value;
  }

  async set(flow: FlowRef, key: string, value: unknown): Promise<unknown> {
    return this.#queue.change(settingOf(flow, key, value));
  }

  /** As `set`, in the caller's transaction. */
  async setIn(tx: Queryable, flow: FlowRef, key: string, value: unknown): Promise<unknown> {
    return changeEntry(tx, settingOf(flow, key, value));
  }

  async increment({ flowRowId }: FlowRef, key: string, by: number | ExactNumber): Promise<number | ExactNumber> {
    checkKey(key);
    return this.#queue.change({
      ...{ flowRowId, kind: 'entry', key },
      decide: (stored = 0) => {
        if (typeof stored !== 'number' && !isExactNumber(stored)) throw invalid('value', `of ${key} is no number`);
        const sum = exactSum(stored, by);
        if (sum === undefined)
          throw invalid('value', `of ${key} would lose digits: an integer that long takes no fraction`);
        const text = JSON.stringify(sum);
        if (!Number.isFinite(Number(text))) throw invalid('value', `of ${key} would be no finite number`);
        return { text, result: sum };
      },
    });
  }

  clear(flow: FlowRef): Promise<Record<string, unknown>> {
    return inTransaction(this.#database, (tx) => this.clearIn(tx, flow));
  }

  /** As `clear`, in the caller's transaction. */
  async clearIn(tx: Queryable, { flowRowId }: FlowRef): Promise<Record<string, unknown>> {
    const former = await readEntries(tx, flowRowId, { inTurns: false });
    await deleteEntries(tx, flowRowId);
    return former;
  }

  changeState<State>(
    { flowRowId }: FlowRef,
    key: string,
    decide: (state: State | undefined) => State | undefined,
  ): Promise<State | undefined> {
    return this.#queue.change<State | undefined>({
      ...{ flowRowId, kind: 'state', key: shorten(key) },
      decide: (stored) => {
        const state = decide(stored as State | undefined);
        if (state === stored) return { keep: state };
        return { text: state === undefined ? undefined : toText(state), result: state };
      },
    });
  }

  async readMetadata({ flowRowId }: FlowRef): Promise<{ memoryUsed: number; keysCount: number }> {
    const { entries, entry_bytes } = await readSize(this.#database.kysely, flowRowId);
    return { memoryUsed: entry_bytes, keysCount: entries };
  }
}

/**
 * Changes one entry to what is decided of its value, which nobody else changes in between. Who comes second to an entry
 * that is new waits for the first and then decides on what that one has stored.
 */
async function changeEntry<Result>(
  tx: Queryable,
  { flowRowId, kind, key, decide }: EntryChange<Result>,
): Promise<Result> {
  for (let attempt = 0; attempt < 10; attempt += 1) {
    const stored = await readEntry(tx, flowRowId, { kind, key, lock: true });
    const decision = decide(stored?.value);
    if ('keep' in decision) return decision.keep;
    const { text, result } = decision;
    if (text === undefined) {
      if (!stored) return result;
      await deleteEntry(tx, flowRowId, kind, key);
      await count(tx, flowRowId, { kind, number: -1, bytes: -stored.bytes });
      return result;
    }
    const bytes = Buffer.byteLength(text) + Buffer.byteLength(key);
    if (stored) {
      await updateEntry(tx, flowRowId, { kind, key, text, bytes });
      if (bytes !== stored.bytes) await count(tx, flowRowId, { kind, number: 0, bytes: bytes - stored.bytes });
      return result;
    }
    if (await insertEntry(tx, flowRowId, { kind, key, text, bytes })) {
      await count(tx, flowRowId, { kind, number: 1, bytes });
      return result;
    }
    const flow = await tx.selectFrom('flow').where('flow_row_id', '=', flowRowId).select('id').executeTakeFirst();
    if (!flow) throw notFound(flowResource.label);
  }
  throw new Error(`the entry ${key} of a workflow is made and deleted by others all the time`);
}

async function count(
  tx: Queryable,
  flowRowId: number,
  { kind, number, bytes }: { readonly kind: EntryKind; readonly number: number; readonly bytes: number },
): Promise<void> {
  const isEntry = kind === 'entry';
  const size = await addToSize(tx, flowRowId, {
    entries: isEntry ? number : 0,
    bytes: isEntry ? bytes : 0,
    states: isEntry ? 0 : number,
  });
  if (number > 0 && size.entries > maxEntries) throw invalid('key', `would be one of more than ${maxEntries} entries`);
  if (number > 0 && size.states > maxStates)
    throw invalid('key', `would be one of more than ${maxStates} states of nodes`);
  if (bytes > 0 && size.entry_bytes > maxTotalBytes) {
    throw invalid('value', `would make the storage of the workflow larger than ${maxTotalBytes / 1024 / 1024} MiB`);
  }
}

function settingOf({ flowRowId }: FlowRef, key: string, value: unknown): EntryChange<unknown> {
  checkKey(key);
  refuseUnkeepable('value', value);
  const text = value === undefined ? undefined : toText(value);
  return { flowRowId, kind: 'entry', key, decide: (stored) => ({ text, result: stored }) };
}

function checkKey(key: string): void {
  if (key === '' || countCharacters(key) > maxKeyLength)
    throw invalid('key', `must have 1 to ${maxKeyLength} characters`);
  if (containsUnstorableText(key)) throw invalid('key', 'must not contain U+0000 or lone surrogates');
}

/** An index holds no longer keys: a template may make one of any length. */
function shorten(key: string): string {
  return key.length > maxKeyLength || containsUnstorableText(key)
    ? createHash('sha256').update(key).digest('hex')
    : key;
}

function toText(value: unknown): string {
  const text = JSON.stringify(value);
  if (text === undefined) throw invalid('value', 'must be a JSON value');
  if (Buffer.byteLength(text) > maxValueBytes)
    throw invalid('value', `must be at most ${maxValueBytes / 1024} KiB as JSON`);
  return text;
}
