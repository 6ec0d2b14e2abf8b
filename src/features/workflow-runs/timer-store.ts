import { sql } from 'kysely';
import type { Database, Queryable } from '../../platform/database/database.ts';
import type { ActiveTrigger } from '../workflows/index.ts';

/** A timer, as it is worked off. */
export interface TimerRow {
  readonly rowId: number;
  readonly applicationRowId: number;
  readonly flowRowId: number;
  readonly flowId: string;
  readonly version: string;
  readonly key: string;
  readonly config: Record<string, unknown>;
  readonly armedAt: number;
  /** Null: not worked out yet. */
  readonly due: number | null;
  /** Whether its application is still there. */
  readonly isAlive: boolean;
}

/** Makes the timers of a workflow what its triggers are; those that stay as they are keep when they are due. */
export async function replaceTimers(
  tx: Queryable,
  flow: { readonly applicationRowId: number; readonly flowRowId: number; readonly flowId: string },
  timers: readonly { readonly trigger: ActiveTrigger; readonly due: number | undefined }[],
): Promise<void> {
  const { applicationRowId, flowRowId, flowId } = flow;
  const former = await tx
    .deleteFrom('workflow_timer')
    .where('flow_row_id', '=', flowRowId)
    .returning(['key', 'armed_at', 'due'])
    .execute();
  const known = new Map(former.map(({ key, armed_at, due }) => [`${key} ${armed_at}`, due]));
  const rows = timers.flatMap(({ trigger: { key, config, armedAt, version }, due }) => {
    const kept = known.get(`${key} ${armedAt}`) ?? due;
    if (kept === undefined) return [];
    return [
      {
        application_row_id: applicationRowId,
        flow_row_id: flowRowId,
        flow_id: flowId,
        version,
        key,
        config: JSON.stringify(config),
        armed_at: armedAt,
        due: kept,
      },
    ];
  });
  if (rows.length > 0) await tx.insertInto('workflow_timer').values(rows).execute();
}

/** Timers that are due or not worked out, those first that have waited longest; an application's share is its place among them. */
export async function listDue(
  database: Database,
  { now, looked, limit }: { now: number; looked: number; limit: number },
): Promise<{ rowId: number; applicationRowId: number }[]> {
  return database.query({
    sql: `select "rowId", "applicationRowId" from (
        select timer_row_id as "rowId", application_row_id as "applicationRowId", due,
          row_number() over (partition by application_row_id order by due nulls first) as place
        from (
          (select * from workflow_timer where due is null limit $2)
          union all
          (select * from workflow_timer where due <= $1 order by due limit $2)
        ) c) s
      order by place, due nulls first limit $3`,
    parameters: [now, looked, limit],
  });
}

/** Those of them that are still due and that no other server has in hand, locked. */
export async function lockDue(tx: Queryable, rowIds: readonly number[], now: number): Promise<TimerRow[]> {
  const { rows } = await sql<TimerRow>`select t.timer_row_id as "rowId", t.application_row_id as "applicationRowId",
      t.flow_row_id as "flowRowId", t.flow_id as "flowId", t.version, t.key, t.config, t.armed_at as "armedAt", t.due,
      exists (select from application_directory a
        where a.application_row_id = t.application_row_id and a.deleted_at is null) as "isAlive"
    from workflow_timer t
    where t.timer_row_id = any(${rowIds}::bigint[]) and (t.due is null or t.due <= ${now})
    order by t.due nulls first for update skip locked`.execute(tx);
  return rows;
}

/** Moves timers on; those that are never due again go. */
export async function moveOn(
  tx: Queryable,
  timers: readonly { readonly rowId: number; readonly due: number | undefined }[],
): Promise<void> {
  const left = timers.filter((timer): timer is { rowId: number; due: number } => timer.due !== undefined);
  const gone = timers.filter(({ due }) => due === undefined).map(({ rowId }) => rowId);
  if (left.length > 0) {
    await sql`update workflow_timer t set due = n.due
      from unnest(${left.map(({ rowId }) => rowId)}::bigint[], ${left.map(({ due }) => due)}::bigint[]) as n (row_id, due)
      where t.timer_row_id = n.row_id`.execute(tx);
  }
  if (gone.length > 0) await sql`delete from workflow_timer where timer_row_id = any(${gone}::bigint[])`.execute(tx);
}

/** Timers that are due later than a time, behind `after` in the order of their row numbers. */
export function listLater(
  database: Database,
  { now, after, limit }: { now: number; after: number; limit: number },
): Promise<Pick<TimerRow, 'rowId' | 'config' | 'armedAt' | 'due'>[]> {
  return database.query({
    sql: `select timer_row_id as "rowId", config, armed_at as "armedAt", due from workflow_timer
      where timer_row_id > $1 and due > $2 order by timer_row_id limit $3`,
    parameters: [after, now, limit],
  });
}

/** Moves timers to an earlier time, but for those that have moved since they were read. */
export async function bringForward(
  database: Database,
  timers: readonly { readonly rowId: number; readonly due: number; readonly to: number }[],
): Promise<void> {
  await database.query({
    sql: `update workflow_timer t set due = n.earlier
      from unnest($1::bigint[], $2::bigint[], $3::bigint[]) as n (row_id, due, earlier)
      where t.timer_row_id = n.row_id and t.due = n.due`,
    parameters: [timers.map(({ rowId }) => rowId), timers.map(({ due }) => due), timers.map(({ to }) => to)],
  });
}

/** When the next timer is due, in epoch ms; undefined: none is. */
export async function findNextDue(database: Database): Promise<number | undefined> {
  const [row] = await database.query<{ due: number | null }>({
    sql: 'select min(due) as due from workflow_timer',
    parameters: [],
  });
  return row?.due ?? undefined;
}
