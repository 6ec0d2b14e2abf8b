import { type RawBuilder, sql } from 'kysely';
import type { Queryable } from '../database/database.ts';
import { foldCaseSql } from '../database/fold-case.ts';

/** A resource of an application as search finds it. */
export interface NamedResource {
  readonly applicationRowId: number;
  readonly type: string;
  readonly id: string;
  readonly name: string;
  readonly descriptor: string;
  readonly tags: readonly { readonly key: string; readonly value: string }[];
}

/** Adds resources, at least one, to the names that search looks through; those that are there already stay as they are. */
export async function addNames(tx: Queryable, resources: readonly NamedResource[]): Promise<void> {
  await tx
    .insertInto('resource_name')
    .values(
      resources.map((resource) => ({
        application_row_id: resource.applicationRowId,
        type: resource.type,
        id: resource.id,
        name: resource.name,
        descriptor: resource.descriptor,
        tags: joinTags(resource.tags),
      })),
    )
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute();
}

/** Whether search does not find the resource of this id. */
export function isUnnamed(id: RawBuilder<unknown>): RawBuilder<boolean> {
  return sql`not exists (select from resource_name named where named.id = ${id})`;
}

/** Tells search a resource's new name, description or tags. */
export async function changeName(tx: Queryable, resource: NamedResource): Promise<void> {
  const { id, name, descriptor, tags } = resource;
  await tx
    .updateTable('resource_name')
    .set({ name, descriptor, tags: joinTags(tags) })
    .where('id', '=', id)
    .execute();
}

export async function removeName(tx: Queryable, id: string): Promise<void> {
  await tx.deleteFrom('resource_name').where('id', '=', id).execute();
}

/** Changes how many resources of a type an application's summary counts. */
export async function addToCount(tx: Queryable, applicationRowId: number, type: string, change: number): Promise<void> {
  await tx
    .insertInto('resource_count')
    .values({ application_row_id: applicationRowId, type, count: change })
    .onConflict((conflict) =>
      conflict
        .columns(['application_row_id', 'type'])
        .doUpdateSet({ count: sql`resource_count.count + excluded.count` }),
    )
    .execute();
}

/** How many resources of each type the applications have; types without any are left out. */
export async function readCounts(
  db: Queryable,
  applicationRowIds: readonly number[],
): Promise<Map<number, Map<string, number>>> {
  const counts = new Map<number, Map<string, number>>();
  if (applicationRowIds.length === 0) return counts;
  const rows = await db
    .selectFrom('resource_count')
    .where('application_row_id', 'in', [...applicationRowIds])
    .select(['application_row_id', 'type', 'count'])
    .execute();
  for (const row of rows) {
    const ofApplication = counts.get(row.application_row_id) ?? new Map<string, number>();
    counts.set(row.application_row_id, ofApplication.set(row.type, row.count));
  }
  return counts;
}

function joinTags(tags: NamedResource['tags']) {
  return foldCaseSql(tags.map((tag) => `${tag.key}=${tag.value}`).join('\n'));
}
