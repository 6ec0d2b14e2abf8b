import type { Statement } from '../../platform/database/database.ts';

/** A run that did not succeed, as it is kept. */
export interface FailedRun {
  readonly id: string;
  readonly applicationRowId: number;
  readonly flowRowId: number;
  readonly flowVersion: string;
  readonly status: 'failed' | 'dead' | 'cancelled';
  readonly triggerType: string;
  readonly triggerId: string;
  readonly replayOf: string | null;
  readonly attempts: number;
  readonly startedAt: Date;
  readonly endedAt: Date;
  readonly pathsCompleted: number;
  readonly pathsFailed: number;
  readonly errorName: string;
  readonly errorMessage: string;
  /** JSON texts. */
  readonly details: string | null;
  readonly occurrence: string | null;
}

/** Failures of a flow that are kept (workflows.md, "7. Debugging and the run log (ours)"), and of older ones so many go at once. */
const keptFailed = 1_000;
const mostForgotten = 2_000;

/**
 * The statement that stores runs that did not succeed, and forgets the oldest of their flows: each may hold its payload twice, so
 * that a flow that always fails would fill a disk before a job came round.
 */
export function insertFailedStatement(runs: readonly FailedRun[]): Statement {
  const column = <Key extends keyof FailedRun>(key: Key) => runs.map((run) => run[key]);
  return {
    sql: `with forgotten as (
        delete from workflow_run where run_row_id in (
          select old.run_row_id from (select distinct flow_row_id from unnest($3::bigint[]) f (flow_row_id)) flow
          cross join lateral (
            select run_row_id as last from workflow_run where flow_row_id = flow.flow_row_id
            order by run_row_id desc offset ${keptFailed - 1} limit 1) bound
          join workflow_run old on old.flow_row_id = flow.flow_row_id and old.run_row_id < bound.last
          limit ${mostForgotten} for update of old skip locked))
      insert into workflow_run (id, application_row_id, flow_row_id, version, status, trigger_type, trigger_id,
        replay_of, attempts, started_at, ended_at, wall_ms, paths_completed, paths_failed, error_name, error_message,
        details, occurrence)
      select r.* from unnest($1::text[], $2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::text[],
        $8::text[], $9::smallint[], $10::timestamptz[], $11::timestamptz[], $12::integer[], $13::integer[], $14::integer[],
        $15::text[], $16::text[], $17::text[], $18::text[]) as r (id, application_row_id)
      where exists (select from application_directory a where a.application_row_id = r.application_row_id)`,
    parameters: [
      column('id'),
      column('applicationRowId'),
      column('flowRowId'),
      column('flowVersion'),
      column('status'),
      column('triggerType'),
      column('triggerId'),
      column('replayOf'),
      column('attempts'),
      column('startedAt').map((time) => time.toISOString()),
      column('endedAt').map((time) => time.toISOString()),
      runs.map(({ startedAt, endedAt }) => Math.max(endedAt.getTime() - startedAt.getTime(), 0)),
      column('pathsCompleted'),
      column('pathsFailed'),
      column('errorName'),
      column('errorMessage'),
      column('details'),
      column('occurrence'),
    ],
  };
}

/** A run that succeeded, as it is kept: numbers only. */
export interface RecentRun {
  readonly id: string;
  readonly flowVersion: string;
  readonly triggerType: string;
  readonly triggerId: string;
  readonly replayOf: string | undefined;
  readonly attempts: number;
  /** ISO. */
  readonly startedAt: string;
  /** Ms. */
  readonly wallTime: number;
  readonly pathsCompleted: number;
}

/** Runs of a flow that succeeded and are kept (workflows.md, "7. Debugging and the run log (ours)"). */
export const keptRecent = 100;

/** Different errors that one minute of a version names: the commonest. */
export const maxErrors = 20;

/** What ran in one minute of a version. */
export interface Minute {
  readonly applicationRowId: number;
  readonly flowRowId: number;
  readonly flowVersion: string;
  /** Epoch ms at which it begins. */
  readonly minute: number;
  runCount: number;
  errorCount: number;
  pathsCompleted: number;
  pathsFailed: number;
  wallMs: number;
  /** How often each error came, by `<name>: <message>`. */
  readonly errors: Record<string, number>;
}

/** Runs of one flow that succeeded since the last write. */
export interface Recent {
  readonly applicationRowId: number;
  readonly flowRowId: number;
  readonly runs: RecentRun[];
}

/** The statement that adds to the numbers of minutes. */
export function minuteStatement(minutes: readonly Minute[]): Statement {
  const ordered = [...minutes].sort(
    (a, b) => a.flowRowId - b.flowRowId || (a.flowVersion < b.flowVersion ? -1 : 1) || a.minute - b.minute,
  );
  return {
    sql: `insert into workflow_minute as m (flow_row_id, version, minute, application_row_id, run_count, error_count,
        paths_completed, paths_failed, wall_ms, errors)
      select n.* from unnest($1::bigint[], $2::text[], $3::timestamptz[], $4::bigint[], $5::integer[], $6::integer[],
        $7::bigint[], $8::bigint[], $9::bigint[], $10::text[]) as n (flow_row_id, version, minute, application_row_id)
      where exists (select from application_directory a where a.application_row_id = n.application_row_id)
      on conflict (flow_row_id, version, minute) do update set
        run_count = m.run_count + excluded.run_count, error_count = m.error_count + excluded.error_count,
        paths_completed = m.paths_completed + excluded.paths_completed,
        paths_failed = m.paths_failed + excluded.paths_failed, wall_ms = m.wall_ms + excluded.wall_ms,
        errors = case when excluded.errors = '{}' then m.errors else (
          select jsonb_object_agg(message, times)::text from (
            select message, sum(times::integer) as times from (
              select * from jsonb_each_text(m.errors::jsonb) union all select * from jsonb_each_text(excluded.errors::jsonb)
            ) as each_error (message, times)
            group by message order by times desc, message limit ${maxErrors}
          ) most) end`,
    parameters: [
      ordered.map((minute) => minute.flowRowId),
      ordered.map((minute) => minute.flowVersion),
      ordered.map(({ minute }) => new Date(minute).toISOString()),
      ordered.map((minute) => minute.applicationRowId),
      ordered.map((minute) => minute.runCount),
      ordered.map((minute) => minute.errorCount),
      ordered.map((minute) => minute.pathsCompleted),
      ordered.map((minute) => minute.pathsFailed),
      ordered.map((minute) => minute.wallMs),
      ordered.map((minute) => JSON.stringify(minute.errors)),
    ],
  };
}

/** The statement that puts runs that succeeded before those that are kept, each of them once, of which the oldest go. */
export function recentStatement(recent: readonly Recent[]): Statement {
  const ordered = [...recent].sort((a, b) => a.flowRowId - b.flowRowId);
  return {
    sql: `insert into workflow_recent_run as r (flow_row_id, application_row_id, runs)
      select n.* from unnest($1::bigint[], $2::bigint[], $3::text[]) as n (flow_row_id, application_row_id, runs)
      where exists (select from application_directory a where a.application_row_id = n.application_row_id)
      on conflict (flow_row_id) do update set runs = (
        select jsonb_agg(run order by place)::text from (
          select run, place from (
            select distinct on (run ->> 'id') run, place
            from jsonb_array_elements(excluded.runs::jsonb || r.runs::jsonb) with ordinality as a (run, place)
            order by run ->> 'id', place
          ) once order by place limit $4
        ) kept)`,
    parameters: [
      ordered.map(({ flowRowId }) => flowRowId),
      ordered.map(({ applicationRowId }) => applicationRowId),
      ordered.map(({ runs }) => JSON.stringify(runs.toReversed())),
      keptRecent,
    ],
  };
}
