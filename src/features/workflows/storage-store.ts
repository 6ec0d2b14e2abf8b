import { sql } from 'kysely';
import { parseJson } from '../../kernel/json-text.ts';
import type { Database, Queryable } from '../../platform/database/database.ts';
import { readHeavily } from '../../platform/database/heavy-reads.ts';

/** `entry`: what workflows store; `state`: what nodes keep for themselves. */
export type EntryKind = 'entry' | 'state';

/** As text, so that numbers keep the digits that a double has no place for. */
const valueText = sql<string>`value::text`.as('text');

export interface StoredEntry {
  readonly value: unknown;
  readonly bytes: number;
}

/** Read at once: an entry has 16 KiB at most, all of a workflow 16 MiB, which would keep everybody else waiting. */
const firstStep = 64;
const stepBytes = 1024 * 1024;
/** Of more than this the rest is read in turns. */
const lightBytes = 256 * 1024;

/**
 * All entries of a workflow, in steps.
 *
 * @param options.inTurns steps of heavy entries wait for their turn: not in a transaction
 */
export async function readEntries(
  db: Queryable,
  flowRowId: number,
  { inTurns }: { readonly inTurns: boolean },
): Promise<Record<string, unknown>> {
  const entries: [string, unknown][] = [];
  let bytes = 0;
  for (let after: string | undefined, limit = firstStep; ; ) {
    const step = () => readStep(db, flowRowId, after, limit);
    const rows = inTurns && bytes > lightBytes ? await readHeavily(step) : await step();
    for (const { key, value } of rows) entries.push([key, value]);
    bytes += rows.reduce((sum, row) => sum + row.bytes, 0);
    after = rows.at(-1)?.key;
    if (after === undefined || rows.length < limit) return Object.fromEntries(entries);
    limit = Math.max(firstStep, Math.floor(stepBytes / Math.max(bytes / entries.length, 256)));
  }
}

async function readStep(
  db: Queryable,
  flowRowId: number,
  after: string | undefined,
  limit: number,
): Promise<(StoredEntry & { readonly key: string })[]> {
  const rows = await db
    .selectFrom('flow_storage_entry')
    .where('flow_row_id', '=', flowRowId)
    .where('kind', '=', 'entry')
    .$if(after !== undefined, (some) => some.where('key', '>', after as string))
    .orderBy('key')
    .limit(limit)
    .select(['key', 'bytes', valueText])
    .execute();
  return rows.map(({ key, bytes, text }) => ({ key, bytes, value: parseJson(text) }));
}

export async function readEntry(
  db: Queryable,
  flowRowId: number,
  { kind, key, lock = false }: { readonly kind: EntryKind; readonly key: string; readonly lock?: boolean },
): Promise<StoredEntry | undefined> {
  const row = await db
    .selectFrom('flow_storage_entry')
    .where('flow_row_id', '=', flowRowId)
    .where('kind', '=', kind)
    .where('key', '=', key)
    .$if(lock, (some) => some.forUpdate())
    .select([valueText, 'bytes'])
    .executeTakeFirst();
  return row && { value: parseJson(row.text), bytes: row.bytes };
}

/**
 * Makes an entry, so that nobody else does until the transaction ends. False: somebody has in the meantime, or there is no
 * such workflow any more.
 */
export async function insertEntry(
  tx: Queryable,
  flowRowId: number,
  entry: { readonly kind: EntryKind; readonly key: string; readonly text: string; readonly bytes: number },
): Promise<boolean> {
  const { kind, key, text, bytes } = entry;
  const { rows } = await sql`insert into flow_storage_entry (flow_row_id, kind, key, value, bytes)
    select flow_row_id, ${kind}::text, ${key}::text, ${text}::json, ${bytes}::integer from flow where flow_row_id = ${flowRowId}
    on conflict do nothing returning bytes`.execute(tx);
  return rows.length > 0;
}

export async function updateEntry(
  tx: Queryable,
  flowRowId: number,
  entry: { readonly kind: EntryKind; readonly key: string; readonly text: string; readonly bytes: number },
): Promise<void> {
  const { kind, key, text, bytes } = entry;
  await tx
    .updateTable('flow_storage_entry')
    .set({ value: text, bytes })
    .where('flow_row_id', '=', flowRowId)
    .where('kind', '=', kind)
    .where('key', '=', key)
    .execute();
}

export async function deleteEntry(tx: Queryable, flowRowId: number, kind: EntryKind, key: string): Promise<void> {
  await tx
    .deleteFrom('flow_storage_entry')
    .where('flow_row_id', '=', flowRowId)
    .where('kind', '=', kind)
    .where('key', '=', key)
    .execute();
}

/** Locks all entries in one order, and deletes them. */
export async function deleteEntries(tx: Queryable, flowRowId: number): Promise<void> {
  await sql`select from flow_storage_entry where flow_row_id = ${flowRowId} order by kind, key for update`.execute(tx);
  await tx.deleteFrom('flow_storage_entry').where('flow_row_id', '=', flowRowId).execute();
  await tx.deleteFrom('flow_storage_size').where('flow_row_id', '=', flowRowId).execute();
}

/** An entry that several changes come to together. */
export interface ChangedEntry {
  readonly flowRowId: number;
  readonly kind: EntryKind;
  readonly key: string;
  /** Bytes of what was stored; undefined: nothing was. */
  before: number | undefined;
  /** What is to be stored; undefined: nothing. */
  text: string | undefined;
  isChanged: boolean;
}

/** Those of the entries that are there, locked in one order. */
export async function lockEntries(
  tx: Queryable,
  entries: readonly ChangedEntry[],
): Promise<{ flow_row_id: number; kind: EntryKind; key: string; text: string; bytes: number }[]> {
  const { rows } = await sql<{ flow_row_id: number; kind: EntryKind; key: string; text: string; bytes: number }>`
    select e.flow_row_id, e.kind, e.key, e.value::text as text, e.bytes
    from unnest(${entries.map(({ flowRowId }) => flowRowId)}::bigint[], ${entries.map(({ kind }) => kind)}::text[],
      ${entries.map(({ key }) => key)}::text[]) as w (flow_row_id, kind, key)
    join flow_storage_entry e on e.flow_row_id = w.flow_row_id and e.kind = w.kind and e.key = w.key
    order by e.flow_row_id, e.kind, e.key for update of e`.execute(tx);
  return rows;
}

/** An entry whose text is to be another of the same length, in bytes. */
export interface SwappedEntry {
  readonly flowRowId: number;
  readonly kind: EntryKind;
  readonly key: string;
  readonly before: string;
  readonly after: string;
}

/** Puts texts in the place of others, each only where that one stands. Returns the places, in the list, of those that are stored. */
export async function swapEntries(database: Database, entries: readonly SwappedEntry[]): Promise<ReadonlySet<number>> {
  const rows = await database.query<{ place: number }>({
    prepared: true,
    sql: `update flow_storage_entry e set value = w.after::json
      from unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[])
        with ordinality as w (flow_row_id, kind, key, before, after, place)
      where e.flow_row_id = w.flow_row_id and e.kind = w.kind and e.key = w.key and e.value::text = w.before
      returning w.place`,
    parameters: [
      entries.map(({ flowRowId }) => flowRowId),
      entries.map(({ kind }) => kind),
      entries.map(({ key }) => key),
      entries.map(({ before }) => before),
      entries.map(({ after }) => after),
    ],
  });
  return new Set(rows.map(({ place }) => place - 1));
}

/**
 * Stores entries that are locked or new, and counts them. Returns what each workflow's storage holds then; undefined when not
 * all could be stored: somebody else has made one of them meanwhile, or there is no such workflow any more.
 */
export async function writeEntries(
  tx: Queryable,
  entries: readonly ChangedEntry[],
): Promise<readonly StorageSize[] | undefined> {
  const rows = entries
    .map(({ flowRowId, kind, key, before, text }) => {
      const bytes = text === undefined ? 0 : Buffer.byteLength(text) + Buffer.byteLength(key);
      return { flowRowId, kind, key, before, text: text ?? null, bytes };
    })
    // Deleted again before it was stored.
    .filter(({ before, text }) => before !== undefined || text !== null);
  if (rows.length === 0) return [];
  const sizes = new Map<number, { entries: number; bytes: number; states: number }>();
  for (const { flowRowId, kind, before, text, bytes } of rows) {
    const size = sizes.get(flowRowId) ?? { entries: 0, bytes: 0, states: 0 };
    sizes.set(flowRowId, size);
    const number = (text === null ? 0 : 1) - (before === undefined ? 0 : 1);
    if (kind === 'state') size.states += number;
    else {
      size.entries += number;
      size.bytes += bytes - (before ?? 0);
    }
  }
  const { rows: written } = await sql<{ count: number }>`
    with w as (
      select * from unnest(${rows.map(({ flowRowId }) => flowRowId)}::bigint[], ${rows.map(({ kind }) => kind)}::text[],
        ${rows.map(({ key }) => key)}::text[], ${rows.map(({ text }) => text)}::text[], ${rows.map(({ bytes }) => bytes)}::integer[],
        ${rows.map(({ before }) => before === undefined)}::boolean[]) as w (flow_row_id, kind, key, value, bytes, is_new)
    ), updated as (
      update flow_storage_entry e set value = w.value::json, bytes = w.bytes from w
      where not w.is_new and w.value is not null and e.flow_row_id = w.flow_row_id and e.kind = w.kind and e.key = w.key
      returning 1
    ), deleted as (
      delete from flow_storage_entry e using w
      where w.value is null and e.flow_row_id = w.flow_row_id and e.kind = w.kind and e.key = w.key returning 1
    ), inserted as (
      insert into flow_storage_entry (flow_row_id, kind, key, value, bytes)
      select w.flow_row_id, w.kind, w.key, w.value::json, w.bytes from w join flow f on f.flow_row_id = w.flow_row_id
      where w.is_new order by w.flow_row_id, w.kind, w.key
      on conflict do nothing returning 1
    )
    select ((select count(*) from updated) + (select count(*) from deleted) + (select count(*) from inserted))::integer as count`.execute(
    tx,
  );
  if (written[0]?.count !== rows.length) return undefined;
  const changed = [...sizes]
    .filter(([, { entries, bytes, states }]) => entries !== 0 || bytes !== 0 || states !== 0)
    .sort(([a], [b]) => a - b);
  if (changed.length === 0) return [];
  const { rows: counted } = await sql<StorageSize>`
    insert into flow_storage_size as size (flow_row_id, entries, entry_bytes, states)
    select * from unnest(${changed.map(([id]) => id)}::bigint[], ${changed.map(([, size]) => size.entries)}::integer[],
      ${changed.map(([, size]) => size.bytes)}::bigint[], ${changed.map(([, size]) => size.states)}::integer[])
    on conflict (flow_row_id) do update set entries = size.entries + excluded.entries,
      entry_bytes = size.entry_bytes + excluded.entry_bytes, states = size.states + excluded.states
    returning entries, entry_bytes, states`.execute(tx);
  return counted;
}

/** How much a workflow's storage holds. */
export interface StorageSize {
  readonly entries: number;
  readonly entry_bytes: number;
  readonly states: number;
}

export async function readSize(db: Queryable, flowRowId: number): Promise<StorageSize> {
  const row = await db
    .selectFrom('flow_storage_size')
    .where('flow_row_id', '=', flowRowId)
    .select(['entries', 'entry_bytes', 'states'])
    .executeTakeFirst();
  return row ?? { entries: 0, entry_bytes: 0, states: 0 };
}

/** Counts a change of the storage, after the entry itself; returns what it holds then. */
export async function addToSize(
  tx: Queryable,
  flowRowId: number,
  added: { readonly entries: number; readonly bytes: number; readonly states: number },
): Promise<StorageSize> {
  const { rows } = await sql<StorageSize>`
    insert into flow_storage_size as size (flow_row_id, entries, entry_bytes, states)
    values (${flowRowId}, ${added.entries}, ${added.bytes}, ${added.states})
    on conflict (flow_row_id) do update set entries = size.entries + excluded.entries,
      entry_bytes = size.entry_bytes + excluded.entry_bytes, states = size.states + excluded.states
    returning entries, entry_bytes, states`.execute(tx);
  return rows[0] as StorageSize;
}
