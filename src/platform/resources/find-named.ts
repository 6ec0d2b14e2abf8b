import { type RawBuilder, sql } from 'kysely';
import type { Queryable } from '../database/database.ts';
import type { Resource } from './resource.ts';

/** Something that an id names, with what it is in. */
export interface NamedItem {
  readonly id: string;
  readonly name: string;
  /** Id of the owner of what an owner has, of the application of what an application has; null where there is neither. */
  readonly parentId: string | null;
}

/** Those of the ids that name a resource which is still there, in no order. */
export async function findNamed(db: Queryable, resource: Resource, ids: readonly string[]): Promise<NamedItem[]> {
  if (ids.length === 0 || resource.nameColumn === undefined) return [];
  const { rows } = await sql<NamedItem>`
    select resource.id, ${sql.ref(`resource.${resource.nameColumn}`)} as name, ${parentOf(resource)} as "parentId"
    from ${sql.table(resource.directory ?? resource.table)} as resource ${joinOf(resource)}
    where resource.id = any(${ids}) ${resource.isSoftDeleted ? sql`and resource.deleted_at is null` : sql``}`.execute(
    db,
  );
  return rows;
}

/** What search says of resources besides their names, by their ids (`Resource.search.metadata`). */
export async function findMetadata(
  db: Queryable,
  resource: Resource,
  ids: readonly string[],
): Promise<Map<string, Record<string, unknown>>> {
  const columns = Object.entries(resource.search?.metadata ?? {});
  if (ids.length === 0 || columns.length === 0) return new Map();
  const selected = columns.map(([field, column]) => sql`${sql.ref(column)} as ${sql.ref(field)}`);
  const { rows } = await sql<{ id: string } & Record<string, unknown>>`
    select id, ${sql.join(selected)} from ${sql.table(resource.table)} where id = any(${[...ids]}::text[])`.execute(db);
  return new Map(rows.map(({ id, ...metadata }) => [id, metadata]));
}

function parentOf({ parent }: Resource): RawBuilder<unknown> {
  if (parent === 'application') return sql`application.id`;
  return parent === 'owner' ? sql`resource.owner_id` : sql`null`;
}

function joinOf({ parent }: Resource): RawBuilder<unknown> {
  if (parent !== 'application') return sql``;
  return sql`join application_directory as application on application.application_row_id = resource.application_row_id
    and application.deleted_at is null`;
}
