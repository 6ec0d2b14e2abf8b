import type { Selectable } from 'kysely';
import type { PageRequest } from '../../kernel/paging.ts';
import type { Database, Queryable } from '../../platform/database/database.ts';
import { readRowsOfPage } from '../../platform/database/page.ts';
import type { DataExportTable } from './tables.generated.ts';

export type ExportRow = Selectable<DataExportTable>;

export async function insertExport(
  tx: Queryable,
  row: Pick<
    ExportRow,
    | 'id'
    | 'application_row_id'
    | 'kind'
    | 'requested_by'
    | 'access_token_id'
    | 'base_url'
    | 'email'
    | 'callback_url'
    | 'created_at'
  > & { request: string },
): Promise<number> {
  const { data_export_row_id: key } = await tx
    .insertInto('data_export')
    .values({ ...row, state: 'pending' })
    .returning('data_export_row_id')
    .executeTakeFirstOrThrow();
  return key;
}

/** How many exports an application has in all, and how many of them are not finished. */
export async function countExports(db: Queryable, applicationRowId: number): Promise<{ open: number; kept: number }> {
  const rows = await db
    .selectFrom('data_export')
    .where('application_row_id', '=', applicationRowId)
    .groupBy('state')
    .select((expression) => ['state', expression.fn.countAll<number>().as('count')])
    .execute();
  const sum = (some: typeof rows) => some.reduce((total, { count }) => total + Number(count), 0);
  return { kept: sum(rows), open: sum(rows.filter(({ state }) => state === 'pending' || state === 'running')) };
}

/** The export with its application's id; undefined when the application is deleted. */
export function findExport(db: Queryable, key: number): Promise<(ExportRow & { application_id: string }) | undefined> {
  return db
    .selectFrom('data_export')
    .innerJoin(
      'application_directory as application',
      'application.application_row_id',
      'data_export.application_row_id',
    )
    .where('data_export_row_id', '=', key)
    .where('application.deleted_at', 'is', null)
    .selectAll('data_export')
    .select('application.id as application_id')
    .executeTakeFirst();
}

export function findExportById(db: Queryable, applicationRowId: number, id: string): Promise<ExportRow | undefined> {
  return db
    .selectFrom('data_export')
    .where('id', '=', id)
    .where('application_row_id', '=', applicationRowId)
    .selectAll()
    .executeTakeFirst();
}

/** The export that a link's token opens, unless its application is deleted. */
export function findExportByToken(
  db: Queryable,
  tokenHash: Uint8Array,
): Promise<(ExportRow & { application_id: string }) | undefined> {
  return db
    .selectFrom('data_export')
    .innerJoin(
      'application_directory as application',
      'application.application_row_id',
      'data_export.application_row_id',
    )
    .where('token_hash', '=', tokenHash)
    .where('application.deleted_at', 'is', null)
    .selectAll('data_export')
    .select('application.id as application_id')
    .executeTakeFirst();
}

export const sortColumns = { creationDate: 'created_at', state: 'state', kind: 'kind', id: 'id' } as const;
export const filterColumns = { state: 'state', kind: 'kind' } as const;

/** A page of an application's exports, or of those that one caller has asked for. */
export function listExports(db: Queryable, applicationRowId: number, page: PageRequest, requestedBy?: string) {
  const query = db
    .selectFrom('data_export')
    .where('application_row_id', '=', applicationRowId)
    .$if(requestedBy !== undefined, (some) => some.where('requested_by', '=', requestedBy ?? ''))
    .selectAll();
  return readRowsOfPage(query, page, { sort: sortColumns, filter: filterColumns, unique: 'data_export_row_id' });
}

export async function updateExport(
  db: Queryable,
  key: number,
  changes: Partial<Omit<ExportRow, 'data_export_row_id' | 'request'>>,
): Promise<void> {
  await db.updateTable('data_export').set(changes).where('data_export_row_id', '=', key).execute();
}

/** Bytes that finished exports hold on the disk. */
export async function sumBytes(database: Database): Promise<number> {
  const [row] = await database.query<{ bytes: number }>({
    sql: `select coalesce(sum(bytes), 0)::bigint as bytes from data_export where state = 'done'`,
  });
  return row?.bytes ?? 0;
}

export function listExpired(db: Queryable, now: Date, asked: Date): Promise<{ id: string; key: number }[]> {
  return db
    .selectFrom('data_export')
    .where((where) => where.or([where('expires_at', '<=', now), where('created_at', '<=', asked)]))
    .select(['id', 'data_export_row_id as key'])
    .execute();
}

export async function deleteExport(db: Queryable, key: number): Promise<void> {
  await db.deleteFrom('data_export').where('data_export_row_id', '=', key).execute();
}

/** Those of the ids that are exports. */
export async function filterKnown(db: Queryable, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const rows = await db
    .selectFrom('data_export')
    .where('id', 'in', [...ids])
    .select('id')
    .execute();
  return new Set(rows.map(({ id }) => id));
}

export async function findEmail(db: Queryable, userRowId: number): Promise<string | undefined> {
  const row = await db
    .selectFrom('user_directory')
    .where('user_row_id', '=', userRowId)
    .select('email')
    .executeTakeFirst();
  return row?.email;
}
