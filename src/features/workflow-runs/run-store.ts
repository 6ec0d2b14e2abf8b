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

/** The statement that stores runs that did not succeed. */
export function insertFailedStatement(runs: readonly FailedRun[]): Statement {
  const column = <Key extends keyof FailedRun>(key: Key) => runs.map((run) => run[key]);
  return {
    sql: `insert into workflow_run (id, application_row_id, flow_row_id, flow_version, status, trigger_type, trigger_id,
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
