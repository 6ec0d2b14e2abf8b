import { sql } from 'kysely';
import { newId } from '../../kernel/ids.ts';
import type { Queryable } from '../../platform/database/database.ts';
import type { DashboardRow } from './store.ts';
import type { StoredPresser } from './stored-shapes.ts';
import { toDocument } from './versions/document.ts';

/** Saves of a dashboard that can be looked at and restored (dashboards.md, "1. The resource"). */
export const maxVersions = 50;

/** Keeps what a dashboard is after a save, and drops what is older than the newest fifty. */
export async function keepVersion(
  tx: Queryable,
  row: DashboardRow,
  { savedBy, at }: { savedBy: StoredPresser | null; at: Date },
): Promise<void> {
  await tx
    .insertInto('dashboard_version')
    .values({
      id: newId(),
      dashboard_row_id: row.dashboard_row_id,
      revision: Number(row.revision),
      saved_by: savedBy === null ? null : JSON.stringify(savedBy),
      document: JSON.stringify(toDocument(row)),
      created_at: at,
    })
    .onConflict((conflict) => conflict.columns(['dashboard_row_id', 'revision']).doNothing())
    .execute();
  await sql`delete from dashboard_version where dashboard_version_row_id in (
    select dashboard_version_row_id from dashboard_version where dashboard_row_id = ${row.dashboard_row_id}
    order by revision desc offset ${maxVersions})`.execute(tx);
}

/** Without what they hold, which may be 256 KiB each. */
export function listVersions(db: Queryable, dashboardRowId: number) {
  return db
    .selectFrom('dashboard_version')
    .where('dashboard_row_id', '=', dashboardRowId)
    .select(['id', 'revision', 'saved_by', 'created_at'])
    .select([
      sql<string>`document ->> 'name'`.as('name'),
      sql<number>`jsonb_array_length(document -> 'blocks')`.as('block_count'),
    ])
    .orderBy('revision', 'desc')
    .execute();
}

export function findVersion(db: Queryable, dashboardRowId: number, id: string) {
  return db
    .selectFrom('dashboard_version')
    .where('dashboard_row_id', '=', dashboardRowId)
    .where('id', '=', id)
    .selectAll()
    .executeTakeFirst();
}

export async function hasVersions(db: Queryable, dashboardRowId: number): Promise<boolean> {
  const row = await db
    .selectFrom('dashboard_version')
    .where('dashboard_row_id', '=', dashboardRowId)
    .select('id')
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
