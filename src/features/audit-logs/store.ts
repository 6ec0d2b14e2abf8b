import { type Expression, type ExpressionBuilder, type Insertable, type Selectable, type SqlBool, sql } from 'kysely';
import type { OwnerRef } from '../../kernel/owner.ts';
import type { PageRequest } from '../../kernel/paging.ts';
import type { Queryable, Tables } from '../../platform/database/database.ts';
import { readRowsOfPage } from '../../platform/database/page.ts';
import type { AuditLogFilter } from './schemas.ts';
import type { AuditLogTable } from './tables.generated.ts';

export type AuditLogRow = Selectable<AuditLogTable>;

export const sortColumns = {
  creationDate: 'audit_log_row_id',
  actorName: 'actor_name',
  requestResource: 'resource',
  requestAction: 'action',
  responseStatus: 'status',
} as const;

/** Inserts an entry; the names of actor and application are read here, as they are at this moment. */
export async function insertEntry(
  tx: Queryable,
  entry: Omit<Insertable<AuditLogTable>, 'actor_name'>,
  actor: { table: 'user_directory' | 'access_token_name' | 'device_directory'; id: string; name?: string },
): Promise<void> {
  const nameColumn = actor.table === 'user_directory' ? 'email' : 'name';
  await tx
    .insertInto('audit_log')
    .values({
      ...entry,
      actor_name:
        actor.name ??
        sql<string>`coalesce((select ${sql.ref(nameColumn)} from ${sql.table(actor.table)} where id = ${actor.id}), '')`,
      ...(entry.primary_type === 'Application'
        ? { primary_name: sql<string>`(select name from application_directory where id = ${entry.primary_id})` }
        : {}),
    })
    .execute();
}

export function findEntry(db: Queryable, { ownerType, ownerId }: OwnerRef, id: string) {
  return db
    .selectFrom('audit_log')
    .where('owner_type', '=', ownerType)
    .where('owner_id', '=', ownerId)
    .where('id', '=', id)
    .selectAll()
    .executeTakeFirst();
}

export function listEntries(
  db: Queryable,
  { ownerType, ownerId }: OwnerRef,
  wanted: { page: PageRequest; start: Date | undefined; end: Date | undefined; filter: AuditLogFilter },
): Promise<{ rows: AuditLogRow[]; totalCount: number }> {
  const { page, start, end, filter } = wanted;
  const query = db
    .selectFrom('audit_log')
    .where('owner_type', '=', ownerType)
    .where('owner_id', '=', ownerId)
    .$if(start !== undefined, (some) => some.where('created_at', '>=', start as Date))
    .$if(end !== undefined, (some) => some.where('created_at', '<=', end as Date))
    .where((expression) => expression.and(toConditions(expression, filter)))
    .selectAll();
  return readRowsOfPage(query, page, { sort: sortColumns, filter: {}, unique: 'audit_log_row_id' });
}

type Builder = ExpressionBuilder<Tables, 'audit_log'>;

function toConditions(expression: Builder, filter: AuditLogFilter): Expression<SqlBool>[] {
  const anyOf = (alternatives: readonly Readonly<Record<string, string | undefined>>[] | undefined) =>
    alternatives === undefined
      ? []
      : [
          expression.or(
            alternatives.map((columns) =>
              expression.and(
                Object.entries(columns).flatMap(([column, value]) =>
                  value === undefined ? [] : [sql<SqlBool>`${sql.ref(column)} = ${value}`],
                ),
              ),
            ),
          ),
        ];
  const target = (kind: string) => (each: { id?: string; type?: string; name?: string }) => ({
    [`${kind}_id`]: each.id?.toLowerCase(),
    [`${kind}_type`]: each.type,
    [`${kind}_name`]: each.name,
  });
  return [
    ...anyOf(filter.primaryTarget?.map(target('primary'))),
    ...anyOf(filter.secondaryTarget?.map(target('secondary'))),
    ...anyOf(filter.actor?.map(target('actor'))),
    ...anyOf(filter.request?.map(({ resource, action }) => ({ resource, action }))),
    ...(filter.responseCode ? [sql<SqlBool>`status = any(${filter.responseCode}::integer[])`] : []),
  ];
}
