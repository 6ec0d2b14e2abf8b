import { type Selectable, sql } from 'kysely';
import { publicRelay, type Relay } from '../../kernel/relay.ts';
import type { Queryable } from '../../platform/database/database.ts';
import type { RetryPolicy } from '../../platform/durable/back-off.ts';
import { type Claim, DurableQueue } from '../../platform/durable/durable-queue.ts';
import { StoredPieces } from '../../platform/durable/stored-pieces.ts';
import type { DataTableImportTable } from './tables.generated.ts';
import type { ImportProblem } from './tables.ts';

export type ImportRow = Selectable<DataTableImportTable>;

/** What a claim brings along. */
export interface ClaimedImport {
  readonly dataTableId: string;
  readonly applicationId: string;
}
export type ImportClaim = Claim<number> & ClaimedImport;

/** Files whose rows are to be stored. */
export const importQueue = new DurableQueue<ClaimedImport>({
  table: 'data_table_import',
  key: 'data_table_import_row_id',
  turns: 'data_table_import_turn',
  states: { pending: 'pending', working: ['running'], retrying: 'pending', dead: 'failed' },
  order: 'data_table_import_row_id',
  join: sql`join application_directory a on a.application_row_id = d.application_row_id and a.deleted_at is null
    join data_table b on b.data_table_row_id = d.data_table_row_id`,
  columns: sql`b.id as "dataTableId", a.id as "applicationId"`,
});
/** Files of which rows are to be stored. */
export const importPieces = new StoredPieces({
  table: 'data_table_import_piece',
  key: 'data_table_import_row_id',
});
export const importRetries: RetryPolicy = { firstMs: 5_000, maxMs: 60_000, maxAttempts: 5 };

export async function insertImport(
  db: Queryable,
  row: Pick<ImportRow, 'id' | 'application_row_id' | 'data_table_row_id' | 'source' | 'created_at'>,
  relay: Relay,
): Promise<ImportRow> {
  return db
    .insertInto('data_table_import')
    .values({ ...row, relay_type: relay.type, relay_id: relay.id, state: 'receiving', updated_at: row.created_at })
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** Whoever has sent the file; of one that came before that was noted, nobody in particular. */
export function relayOfImport({ relay_type: type, relay_id: id }: ImportRow): Relay {
  return type === null || id === null ? publicRelay : { type: type as Relay['type'], id };
}

/** The file is whole: its rows may be stored. False when it has been taken away meanwhile. */
export async function markReceived(
  tx: Queryable,
  row: ImportRow,
  file: { bytes: number; records: number; now: Date },
): Promise<boolean> {
  const { bytes, records, now } = file;
  await importQueue.join(tx, row.application_row_id);
  const result = await tx
    .updateTable('data_table_import')
    .set({ state: 'pending', bytes, records, updated_at: now })
    .where('data_table_import_row_id', '=', row.data_table_import_row_id)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** How far an import has come with one more step. */
export interface ImportStep {
  /** Rows of the file. */
  readonly done: number;
  readonly inserted: number;
  readonly refused: number;
  readonly problems: readonly ImportProblem[];
  readonly rowIds: readonly string[];
}

/** Notes a step, in the transaction that stores its rows. False when the claim no longer holds. */
export function saveStep(tx: Queryable, claim: ImportClaim, step: ImportStep, now: Date): Promise<boolean> {
  return importQueue.save(tx, claim, {
    state: 'running',
    now,
    set: [
      sql`done = done + ${step.done}`,
      sql`inserted = inserted + ${step.inserted}`,
      sql`refused = refused + ${step.refused}`,
      sql`problems = problems || ${JSON.stringify(step.problems)}::jsonb`,
      sql`row_ids = row_ids || ${[...step.rowIds]}::text[]`,
    ],
  });
}

export function finishImport(tx: Queryable, claim: ImportClaim, now: Date): Promise<boolean> {
  return importQueue.finish(tx, claim, { state: 'done', now, set: [sql`finished_at = ${now}`] });
}

export function giveUpImport(tx: Queryable, claim: ImportClaim, error: string, now: Date): Promise<boolean> {
  return importQueue.deadLetter(tx, claim, { error, now, set: [sql`finished_at = ${now}`] });
}

export async function deleteImport(db: Queryable, importRowId: number): Promise<void> {
  await db.deleteFrom('data_table_import').where('data_table_import_row_id', '=', importRowId).execute();
}

export function findImport(db: Queryable, importRowId: number): Promise<ImportRow | undefined> {
  return db
    .selectFrom('data_table_import')
    .where('data_table_import_row_id', '=', importRowId)
    .selectAll()
    .executeTakeFirst();
}

export function findImportById(db: Queryable, dataTableRowId: number, id: string): Promise<ImportRow | undefined> {
  return db
    .selectFrom('data_table_import')
    .where('data_table_row_id', '=', dataTableRowId)
    .where('id', '=', id)
    .where('state', '<>', 'receiving')
    .selectAll()
    .executeTakeFirst();
}

/** The imports of a table, the newest first. */
export function listImports(db: Queryable, dataTableRowId: number, limit: number): Promise<ImportRow[]> {
  return db
    .selectFrom('data_table_import')
    .where('data_table_row_id', '=', dataTableRowId)
    .where('state', '<>', 'receiving')
    .selectAll()
    .orderBy('data_table_import_row_id', 'desc')
    .limit(limit)
    .execute();
}

/** Whether rows are still to be stored of files for some of an application's tables. */
export async function hasOpenImports(
  db: Queryable,
  applicationRowId: number,
  dataTableIds: readonly string[],
): Promise<boolean> {
  const row = await db
    .selectFrom('data_table_import')
    .innerJoin('data_table', 'data_table.data_table_row_id', 'data_table_import.data_table_row_id')
    .where('data_table_import.application_row_id', '=', applicationRowId)
    .where('data_table_import.state', 'in', ['pending', 'running'])
    .where('data_table.id', '=', sql<string>`any(${[...dataTableIds]}::text[])`)
    .select('data_table_import.id')
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Imports of an application that have not ended, those that are being received included. */
export async function countOpenImports(db: Queryable, applicationRowId: number): Promise<number> {
  const { count } = await db
    .selectFrom('data_table_import')
    .where('application_row_id', '=', applicationRowId)
    .where('state', 'in', ['receiving', 'pending', 'running'])
    .select((expression) => expression.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return count;
}

/** Removes imports that ended before a time, and those that have been received since before another. */
export async function deleteOldImports(db: Queryable, ended: Date, received: Date): Promise<void> {
  await db
    .deleteFrom('data_table_import')
    .where((where) =>
      where.or([
        where('finished_at', '<=', ended),
        where.and([where('state', '=', 'receiving'), where('created_at', '<=', received)]),
      ]),
    )
    .execute();
}
