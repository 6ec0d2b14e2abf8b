import { type Insertable, type Selectable, sql, type Updateable } from 'kysely';
import { notFound } from '../../kernel/errors.ts';
import type { OwnerRef } from '../../kernel/owner.ts';
import type { PageRequest } from '../../kernel/paging.ts';
import type { Database, Queryable } from '../../platform/database/database.ts';
import { keepOwner } from '../../platform/database/owner-turn.ts';
import { readRowsOfPage } from '../../platform/database/page.ts';
import type { ApplicationTable } from './tables.generated.ts';

export type ApplicationRow = Selectable<ApplicationTable>;

export const sortColumns = {
  name: 'name',
  id: 'id',
  creationDate: 'created_at',
  lastUpdated: 'updated_at',
  ownerId: 'owner_id',
} as const;
export const filterColumns = { name: 'name', id: 'id' } as const;

/**
 * Makes sure that an owner is there, and stays until the transaction ends.
 *
 * @throws AppError NotFound when it was taken away since the caller was let in
 */
export async function requireOwner(tx: Queryable, owner: OwnerRef): Promise<void> {
  await keepOwner(tx, owner);
  const isUser = owner.ownerType === 'user';
  const row = await tx
    .selectFrom(isUser ? 'user_directory' : 'organization_directory')
    .where('id', '=', owner.ownerId)
    .select('id')
    .executeTakeFirst();
  if (!row) throw notFound(isUser ? 'User' : 'Organization');
}

export function findApplication(db: Queryable, applicationRowId: number): Promise<ApplicationRow | undefined> {
  return db
    .selectFrom('application')
    .where('application_row_id', '=', applicationRowId)
    .where('deleted_at', 'is', null)
    .selectAll()
    .executeTakeFirst();
}

/** The application with the number of its resources of each type, in one question: the commonest read of the API. */
export async function findCountedApplication(
  database: Database,
  applicationRowId: number,
): Promise<{ row: ApplicationRow; counts: Map<string, number>; organizationName: string | undefined } | undefined> {
  const [row] = await database.query<
    ApplicationRow & { counts: Record<string, number> | null; organization_name: string | null }
  >({
    sql: `select application.*, (select jsonb_object_agg(type, count) from resource_total
        where resource_total.application_row_id = application.application_row_id) as counts,
        (select name from organization_directory
          where application.owner_type = 'organization' and organization_directory.id = application.owner_id) as organization_name
      from application where application_row_id = $1 and deleted_at is null`,
    parameters: [applicationRowId],
    prepared: true,
  });
  return (
    row && {
      row,
      counts: new Map(Object.entries(row.counts ?? {})),
      organizationName: row.organization_name ?? undefined,
    }
  );
}

/** The name of the organization that owns applications; undefined where a user does. */
export async function findOrganizationName(
  db: Queryable,
  { owner_type, owner_id }: Pick<ApplicationRow, 'owner_type' | 'owner_id'>,
): Promise<string | undefined> {
  if (owner_type !== 'organization') return undefined;
  const row = await db
    .selectFrom('organization_directory')
    .where('id', '=', owner_id)
    .select('name')
    .executeTakeFirst();
  return row?.name;
}

/** As `findApplication`, keeping others from changing the row until the transaction ends. */
export function lockApplication(tx: Queryable, applicationRowId: number): Promise<ApplicationRow | undefined> {
  return tx
    .selectFrom('application')
    .where('application_row_id', '=', applicationRowId)
    .where('deleted_at', 'is', null)
    .selectAll()
    .forUpdate()
    .executeTakeFirst();
}

export function insertApplication(tx: Queryable, row: Insertable<ApplicationTable>): Promise<ApplicationRow> {
  return tx.insertInto('application').values(row).returningAll().executeTakeFirstOrThrow();
}

export function updateApplication(
  tx: Queryable,
  applicationRowId: number,
  changes: Updateable<ApplicationTable>,
): Promise<ApplicationRow> {
  return tx
    .updateTable('application')
    .set(changes)
    .where('application_row_id', '=', applicationRowId)
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** Applications of one owner, a page of them, and how many there are in all. */
export function listApplications(
  db: Queryable,
  owner: OwnerRef,
  page: PageRequest,
  /** Ids: `only` these if given, and none of the hidden ones. */
  visible: { only?: readonly string[]; hidden?: readonly string[] } = {},
) {
  const query = db
    .selectFrom('application')
    .where('owner_type', '=', owner.ownerType)
    .where('owner_id', '=', owner.ownerId)
    .where('deleted_at', 'is', null)
    .$if(visible.only !== undefined, (some) => some.where('id', '=', sql<string>`any(${visible.only})`))
    .$if((visible.hidden?.length ?? 0) > 0, (some) => some.where('id', '<>', sql<string>`all(${visible.hidden})`))
    .selectAll();
  return readRowsOfPage(query, page, { sort: sortColumns, filter: filterColumns, unique: 'application_row_id' });
}

export function markAllDeleted(tx: Queryable, owner: OwnerRef, now: Date) {
  return tx
    .updateTable('application')
    .set({ deleted_at: now, updated_at: now })
    .where('owner_type', '=', owner.ownerType)
    .where('owner_id', '=', owner.ownerId)
    .where('deleted_at', 'is', null)
    .returning(['application_row_id as applicationRowId', 'id as applicationId'])
    .execute();
}

export async function countOwned(db: Queryable, owner: OwnerRef) {
  const owned = db
    .selectFrom('application')
    .where('owner_type', '=', owner.ownerType)
    .where('owner_id', '=', owner.ownerId)
    .where('deleted_at', 'is', null);
  const { applications } = await owned
    .select((expression) => expression.fn.countAll<number>().as('applications'))
    .executeTakeFirstOrThrow();
  const rows = await owned
    .innerJoin('resource_total', 'resource_total.application_row_id', 'application.application_row_id')
    .groupBy('resource_total.type')
    .select(['resource_total.type', (expression) => expression.fn.sum<number>('resource_total.count').as('count')])
    .execute();
  const { dashboards } = await db
    .selectFrom('dashboard_directory')
    .where('owner_type', '=', owner.ownerType)
    .where('owner_id', '=', owner.ownerId)
    .select((expression) => expression.fn.countAll<number>().as('dashboards'))
    .executeTakeFirstOrThrow();
  return {
    applications: Number(applications),
    dashboards: Number(dashboards),
    counts: new Map<string, number>(rows.map((row) => [row.type, Number(row.count)])),
  };
}

/** The applications of an owner by their keys; with ids, only those among them. Locked when they are to change. */
export function selectOwned(db: Queryable, owner: OwnerRef, ids?: readonly string[]) {
  return db
    .selectFrom('application')
    .where('owner_type', '=', owner.ownerType)
    .where('owner_id', '=', owner.ownerId)
    .where('deleted_at', 'is', null)
    .$if(ids !== undefined, (some) => some.where('id', '=', sql<string>`any(${ids})`))
    .select(['application_row_id as applicationRowId', 'id as applicationId', 'name']);
}
