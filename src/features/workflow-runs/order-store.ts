import { sql } from 'kysely';
import type { Queryable } from '../../platform/database/database.ts';

/** What is to be done with a run. */
export interface RunOrder {
  readonly applicationRowId: number;
  readonly runId: string;
  readonly action: 'cancel' | 'step' | 'stepAll';
}

/** What came of it: the run does it, or it is not one that can. */
export type OrderOutcome = 'done' | 'conflict';

/** Rows that nobody waits for any more: their server was killed. */
const maxAgeSeconds = 60;

export async function insertOrder(tx: Queryable, orderId: string, order: RunOrder): Promise<void> {
  const { applicationRowId, runId, action } = order;
  await tx
    .insertInto('workflow_run_order')
    .values({ order_id: orderId, application_row_id: applicationRowId, run_id: runId, action })
    .execute();
}

/** Leaves what came of an order; nothing when nobody waits for it any more. */
export async function leaveOutcome(db: Queryable, orderId: string, outcome: OrderOutcome): Promise<void> {
  await db.updateTable('workflow_run_order').set({ outcome }).where('order_id', '=', orderId).execute();
}

/** What came of an order; undefined: nothing yet. */
export async function findOutcome(db: Queryable, orderId: string): Promise<OrderOutcome | undefined> {
  const query = db.selectFrom('workflow_run_order').select('outcome').where('order_id', '=', orderId);
  return (await query.executeTakeFirst())?.outcome ?? undefined;
}

export async function deleteOrder(db: Queryable, orderId: string): Promise<void> {
  await db.deleteFrom('workflow_run_order').where('order_id', '=', orderId).execute();
}

/** Orders of which nothing has come yet, at most `limit`. */
export async function listOpenOrders(
  db: Queryable,
  limit: number,
): Promise<(RunOrder & { readonly orderId: string })[]> {
  const rows = await db
    .selectFrom('workflow_run_order')
    .select(['order_id', 'application_row_id', 'run_id', 'action'])
    .where('outcome', 'is', null)
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    orderId: row.order_id,
    applicationRowId: row.application_row_id,
    runId: row.run_id,
    action: row.action,
  }));
}

/** Removes those that their server has left behind. */
export async function pruneOrders(db: Queryable): Promise<void> {
  await sql`delete from workflow_run_order
    where created_at < clock_timestamp() - ${maxAgeSeconds} * interval '1 second'`.execute(db);
}
