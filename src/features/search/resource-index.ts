import { sql } from 'kysely';
import type { Queryable } from '../../platform/database/database.ts';
import { foldCaseSql } from '../../platform/database/fold-case.ts';

/** The types that `application.search` may answer; the contract's schema lists exactly these. */
export const searchableTypes = [
  'applicationApiToken',
  'dashboard',
  'dataTable',
  'deviceRecipe',
  'device',
  'experienceDomain',
  'event',
  'experienceEndpoint',
  'experienceGroup',
  'experienceSlug',
  'experienceUser',
  'experienceVersion',
  'experienceView',
  'file',
  'flow',
  'integration',
  'webhook',
] as const;

export type SearchableType = (typeof searchableTypes)[number];
/** What is counted in an application's summary: everything that can be found, and access keys, which have no name. */
export type CountedType = SearchableType | 'applicationKey';

export interface NamedResource {
  readonly applicationRowId: number;
  readonly type: SearchableType;
  readonly id: string;
  readonly name: string;
  readonly descriptor: string;
  readonly tags?: readonly { readonly key: string; readonly value: string }[];
}

/** Adds a new resource to the index and to its application's count; call it in the transaction that inserts it. */
export async function addResource(tx: Queryable, resource: NamedResource): Promise<void> {
  await tx.insertInto('resource_name').values(toRow(resource)).execute();
  await addToCount(tx, resource.applicationRowId, resource.type, 1);
}

/** Tells the index a resource's new name, description or tags; call it in the transaction that changes them. */
export async function updateResource(tx: Queryable, resource: NamedResource): Promise<void> {
  const { name, descriptor, tags } = toRow(resource);
  await tx.updateTable('resource_name').set({ name, descriptor, tags }).where('id', '=', resource.id).execute();
}

/** Takes a resource out of the index and the count; call it in the transaction that deletes it. */
export async function removeResource(
  tx: Queryable,
  resource: Pick<NamedResource, 'applicationRowId' | 'type' | 'id'>,
): Promise<void> {
  await tx.deleteFrom('resource_name').where('id', '=', resource.id).execute();
  await addToCount(tx, resource.applicationRowId, resource.type, -1);
}

/** Changes a count alone, for resources that are counted but have no name to find. */
export async function addToCount(
  tx: Queryable,
  applicationRowId: number,
  type: CountedType,
  change: number,
): Promise<void> {
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

function toRow(resource: NamedResource) {
  return {
    application_row_id: resource.applicationRowId,
    type: resource.type,
    id: resource.id,
    name: resource.name,
    descriptor: resource.descriptor,
    tags: foldCaseSql((resource.tags ?? []).map((tag) => `${tag.key}=${tag.value}`).join('\n')),
  };
}
