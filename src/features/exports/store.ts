import { type Selectable, sql } from 'kysely';
import type { PageRequest } from '../../kernel/paging.ts';
import type { Database, Queryable } from '../../platform/database/database.ts';
import { readRowsOfPage } from '../../platform/database/page.ts';
import { deliveryQueue, type ExportClaim, exportQueue } from './queues.ts';
import type { DataExportTable, ExportDeliveryTable } from './tables.generated.ts';

export type ExportRow = Selectable<DataExportTable>;

/** An export of an application that is there, with the application's id. */
export type KnownExport = ExportRow & { readonly application_id: string };

/** An export with what has become of telling of it; null before it has ended, and where nobody is to be told. */
export type DeliveredExportRow = ExportRow & {
  readonly delivery: ExportDeliveryTable['state'] | null;
  readonly delivery_error: string | null;
};

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
): Promise<void> {
  await exportQueue.join(tx, row.application_row_id);
  await tx
    .insertInto('data_export')
    .values({ ...row, state: 'pending', updated_at: row.created_at })
    .execute();
}

interface EndedExport {
  readonly now: Date;
  /** When its file is removed. */
  readonly expiresAt: Date;
}

/** Ends an export whose file is there. False when the claim no longer holds. */
export function finishExport(
  tx: Queryable,
  claim: ExportClaim,
  ended: EndedExport & { rows: number; bytes: number; tokenHash: Uint8Array; sealedToken: string },
): Promise<boolean> {
  const { now, rows, bytes, tokenHash, sealedToken } = ended;
  const token = [sql`token_hash = ${tokenHash}`, sql`sealed_token = ${sealedToken}`];
  const set = [...lifetime(ended), sql`rows = ${rows}`, sql`bytes = ${bytes}`, ...token];
  return exportQueue.finish(tx, claim, { state: 'done', now, set });
}

/** Ends an export that has no file and gets none. False when the claim no longer holds. */
export function giveUpExport(
  tx: Queryable,
  claim: ExportClaim,
  ended: EndedExport & { error: string },
): Promise<boolean> {
  return exportQueue.deadLetter(tx, claim, { error: ended.error, now: ended.now, set: lifetime(ended) });
}

function lifetime({ now, expiresAt }: EndedExport) {
  return [sql`finished_at = ${now}`, sql`expires_at = ${expiresAt}`];
}

/** Queues the delivery of an export; one that is written anew is told of anew. */
export async function insertDelivery(tx: Queryable, row: ExportRow, now: Date): Promise<void> {
  const { data_export_row_id, application_row_id } = row;
  const fresh = { state: 'pending', attempts: 0, error: null, next_attempt_at: null, updated_at: now } as const;
  await deliveryQueue.join(tx, application_row_id);
  await tx
    .insertInto('export_delivery')
    .values({ data_export_row_id, application_row_id, ...fresh })
    .onConflict((conflict) =>
      conflict.column('data_export_row_id').doUpdateSet({ ...fresh, claim: null, lease_until: null }),
    )
    .execute();
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
export function findExport(db: Queryable, key: number): Promise<KnownExport | undefined> {
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

export function findExportById(
  db: Queryable,
  applicationRowId: number,
  id: string,
): Promise<DeliveredExportRow | undefined> {
  return selectDelivered(db, applicationRowId).where('data_export.id', '=', id).executeTakeFirst();
}

function selectDelivered(db: Queryable, applicationRowId: number) {
  return db
    .selectFrom('data_export')
    .leftJoin('export_delivery', 'export_delivery.data_export_row_id', 'data_export.data_export_row_id')
    .where('data_export.application_row_id', '=', applicationRowId)
    .selectAll('data_export')
    .select(['export_delivery.state as delivery', 'export_delivery.error as delivery_error']);
}

/** The export that a link's token opens, unless its application is deleted. */
export function findExportByToken(db: Queryable, tokenHash: Uint8Array): Promise<KnownExport | undefined> {
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

export const sortColumns = {
  creationDate: 'data_export.created_at',
  state: 'data_export.state',
  kind: 'data_export.kind',
  id: 'data_export.id',
} as const;
export const filterColumns = { state: 'data_export.state', kind: 'data_export.kind' } as const;

/** A page of an application's exports, or of those that one caller has asked for. */
export function listExports(
  db: Queryable,
  applicationRowId: number,
  page: PageRequest,
  requestedBy?: string,
): Promise<{ rows: DeliveredExportRow[]; totalCount: number }> {
  const query = selectDelivered(db, applicationRowId).$if(requestedBy !== undefined, (some) =>
    some.where('data_export.requested_by', '=', requestedBy ?? ''),
  );
  const unique = 'data_export.data_export_row_id';
  return readRowsOfPage(query, page, { sort: sortColumns, filter: filterColumns, unique });
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
