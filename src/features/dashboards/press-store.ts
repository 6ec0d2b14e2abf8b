import type { Insertable } from 'kysely';
import type { Queryable } from '../../platform/database/database.ts';
import type { StoredPressResult } from './stored-shapes.ts';
import type { DashboardPressTable } from './tables.generated.ts';

/** Notes a press before it is done. Returns its number; undefined when the same was noted before. */
export async function insertPress(db: Queryable, row: Insertable<DashboardPressTable>): Promise<number | undefined> {
  const inserted = await db
    .insertInto('dashboard_press')
    .values(row)
    .onConflict((conflict) => conflict.columns(['dashboard_row_id', 'block_id', 'nonce']).doNothing())
    .returning('dashboard_press_row_id')
    .executeTakeFirst();
  return inserted?.dashboard_press_row_id;
}

export async function endPress(db: Queryable, pressRowId: number, result: StoredPressResult): Promise<void> {
  await db
    .updateTable('dashboard_press')
    .set({ result: JSON.stringify(result) })
    .where('dashboard_press_row_id', '=', pressRowId)
    .execute();
}

/** Of a press that was refused: it may be tried again. */
export async function deletePress(db: Queryable, pressRowId: number): Promise<void> {
  await db.deleteFrom('dashboard_press').where('dashboard_press_row_id', '=', pressRowId).execute();
}

export async function findPressResult(
  db: Queryable,
  { dashboardRowId, blockId, nonce }: { dashboardRowId: number; blockId: string; nonce: string },
): Promise<StoredPressResult | undefined> {
  const row = await db
    .selectFrom('dashboard_press')
    .where('dashboard_row_id', '=', dashboardRowId)
    .where('block_id', '=', blockId)
    .where('nonce', '=', nonce)
    .select('result')
    .executeTakeFirst();
  return row?.result ?? undefined;
}

/** The newest presses of a dashboard. */
export function listPresses(db: Queryable, dashboardRowId: number, limit: number) {
  return db
    .selectFrom('dashboard_press')
    .where('dashboard_row_id', '=', dashboardRowId)
    .select(['block_id', 'control_id', 'pressed_by', 'entered', 'result', 'time'])
    .orderBy('dashboard_press_row_id', 'desc')
    .limit(limit)
    .execute();
}
