import { sql } from 'kysely';
import type { Queryable } from '../../platform/database/database.ts';

/** `entry`: what workflows store; `state`: what nodes keep for themselves. */
export type EntryKind = 'entry' | 'state';

export interface StoredEntry {
  readonly value: unknown;
  readonly bytes: number;
}

export async function readEntries(db: Queryable, flowRowId: number): Promise<Record<string, unknown>> {
  const rows = await db
    .selectFrom('flow_storage_entry')
    .where('flow_row_id', '=', flowRowId)
    .where('kind', '=', 'entry')
    .orderBy('key')
    .select(['key', 'value'])
    .execute();
  return Object.fromEntries(rows.map(({ key, value }) => [key, value]));
}

export function readEntry(
  db: Queryable,
  flowRowId: number,
  { kind, key, lock = false }: { readonly kind: EntryKind; readonly key: string; readonly lock?: boolean },
): Promise<StoredEntry | undefined> {
  return db
    .selectFrom('flow_storage_entry')
    .where('flow_row_id', '=', flowRowId)
    .where('kind', '=', kind)
    .where('key', '=', key)
    .$if(lock, (some) => some.forUpdate())
    .select(['value', 'bytes'])
    .executeTakeFirst();
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
