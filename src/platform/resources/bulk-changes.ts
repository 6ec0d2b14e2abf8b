import { sql } from 'kysely';
import type { Queryable } from '../database/database.ts';
import { addToCount } from './name-index.ts';
import type { Resource } from './resource.ts';

/** Rows that one statement names. */
const rowsPerStatement = 5000;

/** As `removeResource` for many rows of one application, none of which is recorded: whoever calls records the whole. */
export async function removeResources(
  tx: Queryable,
  resource: Resource,
  { applicationRowId, ids }: { applicationRowId: number; ids: readonly string[] },
): Promise<void> {
  if (ids.length === 0) return;
  if (resource.search) {
    for (const some of inSteps(ids)) {
      await sql`delete from resource_name where id = any(${some}::text[])`.execute(tx);
    }
  }
  if (resource.summaryField) await addToCount(tx, applicationRowId, resource.type, -ids.length);
}

/** Tells search the new descriptors of many resources whose names and tags are what they were. */
export async function changeDescriptors(
  tx: Queryable,
  changes: readonly { readonly id: string; readonly descriptor: string }[],
): Promise<void> {
  for (const some of inSteps(changes)) {
    const ids = some.map(({ id }) => id);
    const descriptors = some.map(({ descriptor }) => descriptor);
    await sql`update resource_name as named set descriptor = changed.descriptor
      from unnest(${ids}::text[], ${descriptors}::text[]) as changed (id, descriptor)
      where named.id = changed.id`.execute(tx);
  }
}

function* inSteps<Item>(items: readonly Item[]): Generator<Item[]> {
  for (let at = 0; at < items.length; at += rowsPerStatement) yield items.slice(at, at + rowsPerStatement);
}
