import { type Insertable, type Selectable, sql, type Updateable } from 'kysely';
import { notFound } from '../../kernel/errors.ts';
import type { OwnerRef } from '../../kernel/owner.ts';
import type { PageRequest } from '../../kernel/paging.ts';
import type { Queryable } from '../../platform/database/database.ts';
import { readRowsOfPage } from '../../platform/database/page.ts';
import type { DashboardDirectoryView, DashboardTable } from './tables.generated.ts';

/** A dashboard with the owner that it has at this moment. */
export type DashboardRow = Selectable<DashboardDirectoryView>;

export const sortColumns = {
  name: 'name',
  id: 'id',
  creationDate: 'created_at',
  lastUpdated: 'updated_at',
  ownerId: 'owner_id',
  applicationId: 'application_id',
} as const;
export const filterColumns = { name: 'name' } as const;

/** Whose a dashboard is, for the guard. */
export async function findDashboardOwner(
  db: Queryable,
  id: string,
): Promise<(OwnerRef & { applicationId?: string }) | undefined> {
  const row = await db
    .selectFrom('dashboard_directory')
    .where('id', '=', id)
    .select(['owner_type', 'owner_id', 'application_id'])
    .executeTakeFirst();
  if (!row) return undefined;
  return {
    ...toOwner(row),
    ...(row.application_id === null ? {} : { applicationId: row.application_id }),
  };
}

export function toOwner(row: Pick<DashboardRow, 'owner_type' | 'owner_id'>): OwnerRef {
  return { ownerType: row.owner_type as OwnerRef['ownerType'], ownerId: row.owner_id ?? '' };
}

export function findDashboard(db: Queryable, id: string): Promise<DashboardRow | undefined> {
  return db.selectFrom('dashboard_directory').where('id', '=', id).selectAll().executeTakeFirst();
}

export function findDashboardByRowId(db: Queryable, dashboardRowId: number): Promise<DashboardRow | undefined> {
  return db
    .selectFrom('dashboard_directory')
    .where('dashboard_row_id', '=', dashboardRowId)
    .selectAll()
    .executeTakeFirst();
}

/** The hash of the password of what is shared with one. */
export async function findPasswordHash(db: Queryable, dashboardRowId: number): Promise<string | undefined> {
  const row = await db
    .selectFrom('dashboard')
    .where('dashboard_row_id', '=', dashboardRowId)
    .select('password_hash')
    .executeTakeFirst();
  return row?.password_hash ?? undefined;
}

/** As a resource's row: what belongs to an application is searched there. */
export function toResourceRow(row: DashboardRow) {
  return { ...row, application_row_id: row.in_application_row_id };
}

/** What is wanted of a list; everything that is given must hold. */
export interface DashboardChoice {
  /** Of this owner, wherever it is. */
  readonly owner?: OwnerRef;
  /** Of this application; null: of none. */
  readonly applicationId?: string | null;
  /** Ids: these alone. */
  readonly only?: readonly string[];
  /** Ids that are left out. */
  readonly hidden?: readonly string[];
  /** Applications whose dashboards are left out. */
  readonly hiddenApplications?: readonly string[];
}

export function listDashboards(db: Queryable, choice: DashboardChoice, page: PageRequest) {
  const { owner, applicationId, only, hidden = [], hiddenApplications = [] } = choice;
  const query = db
    .selectFrom('dashboard_directory')
    .$if(owner !== undefined, (some) =>
      some.where('owner_type', '=', owner?.ownerType ?? 'user').where('owner_id', '=', owner?.ownerId ?? ''),
    )
    .$if(applicationId === null, (some) => some.where('application_id', 'is', null))
    .$if(typeof applicationId === 'string', (some) => some.where('application_id', '=', applicationId ?? ''))
    .$if(only !== undefined, (some) =>
      some.where(sql<boolean>`(id = any(${only ?? []}) or application_id = any(${only ?? []}))`),
    )
    .$if(hidden.length > 0, (some) => some.where('id', '<>', sql<string>`all(${hidden})`))
    .$if(hiddenApplications.length > 0, (some) =>
      some.where(sql<boolean>`(application_id is null or application_id <> all(${hiddenApplications}))`),
    )
    .selectAll();
  return readRowsOfPage(query, page, { sort: sortColumns, filter: filterColumns, unique: 'dashboard_row_id' });
}

/** As many as a bundle may have records of all kinds. */
const maxExported = 20_000;

/** All dashboards of an application, in the order in which they were made. */
export function listAllDashboards(db: Queryable, applicationRowId: number): Promise<DashboardRow[]> {
  return db
    .selectFrom('dashboard_directory')
    .where('in_application_row_id', '=', applicationRowId)
    .selectAll()
    .orderBy('dashboard_row_id')
    .limit(maxExported)
    .execute();
}

/** @throws AppError NotFound when what it is to be in was deleted meanwhile */
export async function insertDashboard(tx: Queryable, row: Insertable<DashboardTable>): Promise<DashboardRow> {
  await tx.insertInto('dashboard').values(row).execute();
  const inserted = await findDashboard(tx, row.id);
  if (!inserted) throw notFound(row.application_row_id ? 'Application' : 'Organization');
  return inserted;
}

/** Keeps others from changing the row until the transaction ends. */
export async function lockDashboard(tx: Queryable, dashboardRowId: number): Promise<DashboardRow | undefined> {
  const row = await tx
    .selectFrom('dashboard')
    .where('dashboard_row_id', '=', dashboardRowId)
    .select('id')
    .forUpdate()
    .executeTakeFirst();
  return row && findDashboard(tx, row.id);
}

export async function updateDashboard(
  tx: Queryable,
  { dashboard_row_id, id }: Pick<DashboardRow, 'dashboard_row_id' | 'id'>,
  changes: Updateable<DashboardTable>,
): Promise<DashboardRow> {
  await tx
    .updateTable('dashboard')
    .set({ ...changes, revision: sql`revision + 1` })
    .where('dashboard_row_id', '=', dashboard_row_id)
    .execute();
  return findDashboard(tx, id) as Promise<DashboardRow>;
}

export async function deleteDashboard(tx: Queryable, dashboardRowId: number): Promise<void> {
  await tx.deleteFrom('dashboard').where('dashboard_row_id', '=', dashboardRowId).execute();
}

/** How many dashboards an application has. */
export async function countDashboards(db: Queryable, applicationRowId: number): Promise<number> {
  const { count } = await db
    .selectFrom('dashboard')
    .where('application_row_id', '=', applicationRowId)
    .select(sql<number>`count(*)::float8`.as('count'))
    .executeTakeFirstOrThrow();
  return count;
}
