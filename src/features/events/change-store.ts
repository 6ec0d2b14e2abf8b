import type { Insertable, Selectable } from 'kysely';
import type { Queryable } from '../../platform/database/database.ts';
import { changeQueue } from './change-queue.ts';
import type { EventChangeTable } from './tables.generated.ts';

export type EventChangeRow = Selectable<EventChangeTable>;

export async function insertChange(tx: Queryable, row: Omit<Insertable<EventChangeTable>, 'state'>): Promise<void> {
  await changeQueue.join(tx, row.application_row_id);
  await tx
    .insertInto('event_change')
    .values({ ...row, state: 'pending' })
    .execute();
}

export function findChange(db: Queryable, key: number): Promise<EventChangeRow | undefined> {
  return db.selectFrom('event_change').where('event_change_row_id', '=', key).selectAll().executeTakeFirst();
}

export function findChangeById(
  db: Queryable,
  applicationRowId: number,
  id: string,
): Promise<EventChangeRow | undefined> {
  return db
    .selectFrom('event_change')
    .where('application_row_id', '=', applicationRowId)
    .where('id', '=', id)
    .selectAll()
    .executeTakeFirst();
}

/** How many of an application's changes have not ended. */
export async function countOpenChanges(db: Queryable, applicationRowId: number): Promise<number> {
  const { count } = await db
    .selectFrom('event_change')
    .where('application_row_id', '=', applicationRowId)
    .where('state', 'in', ['pending', 'running'])
    .select((expression) => expression.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return count;
}

export async function deleteEndedChanges(db: Queryable, before: Date): Promise<void> {
  await db
    .deleteFrom('event_change')
    .where('updated_at', '<', before)
    .where('state', 'in', ['done', 'failed'])
    .execute();
}
