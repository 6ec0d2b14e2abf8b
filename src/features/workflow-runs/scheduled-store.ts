import { sql } from 'kysely';
import type { Database, Queryable } from '../../platform/database/database.ts';
import { decodeOccurrence, encodeOccurrence, type Occurrence } from './occurrence.ts';

/** A press that is to come. */
export interface ScheduledPress {
  readonly applicationRowId: number;
  readonly flowRowId: number;
  readonly runId: string;
  readonly occurrence: Occurrence;
  /** Epoch ms. */
  readonly due: number;
}

/** Stores it, unless its application has `most` already. Returns whether it has. */
export async function insertScheduled(tx: Queryable, press: ScheduledPress, most: number): Promise<boolean> {
  const { applicationRowId, flowRowId, runId, occurrence, due } = press;
  const { rows } = await sql`insert into workflow_scheduled
      (application_row_id, flow_row_id, run_id, occurrence_id, content, due)
    select ${applicationRowId}::bigint, ${flowRowId}::bigint, ${runId}::text, ${occurrence.id}::text,
      ${encodeOccurrence(occurrence)}::text, ${due}::bigint
    where (select count(*) from (
      select from workflow_scheduled where application_row_id = ${applicationRowId} limit ${most}) s) < ${most}
    returning scheduled_row_id`.execute(tx);
  return rows.length > 0;
}

/** Takes a press back by the run that it would start. Returns whether it was still to come. */
export async function deleteScheduled(tx: Queryable, applicationRowId: number, runId: string): Promise<boolean> {
  const { numDeletedRows } = await tx
    .deleteFrom('workflow_scheduled')
    .where('application_row_id', '=', applicationRowId)
    .where('run_id', '=', runId)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

/** Takes those out that are due, oldest first and no more than `limit`, but for those that another server has in hand. */
export async function takeScheduled(
  tx: Queryable,
  { now, limit }: { now: number; limit: number },
): Promise<{ applicationRowId: number; occurrence: Occurrence }[]> {
  const { rows } = await sql<{ applicationRowId: number; id: string; content: string }>`delete from workflow_scheduled
    where scheduled_row_id in (
      select scheduled_row_id from workflow_scheduled where due <= ${now} order by due limit ${limit} for update skip locked)
    returning application_row_id as "applicationRowId", occurrence_id as id, content`.execute(tx);
  const taken = rows.map(({ applicationRowId, ...row }) => ({
    applicationRowId,
    occurrence: decodeOccurrence({ ...row, kind: 'virtualButton' }),
  }));
  // In the order of their times, which the statement does not keep.
  return taken.sort((one, other) => one.occurrence.time - other.occurrence.time);
}

/** When the next one is due, in epoch ms; undefined: there is none. */
export async function findNextScheduled(database: Database): Promise<number | undefined> {
  const [row] = await database.query<{ due: number | null }>({
    sql: 'select min(due) as due from workflow_scheduled',
    parameters: [],
  });
  return row?.due ?? undefined;
}
