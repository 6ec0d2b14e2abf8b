import { sql } from 'kysely';
import type { Database, Queryable } from '../../platform/database/database.ts';

/** A run that goes on at one of the servers, as the others see it. */
export interface RunElsewhere {
  readonly applicationRowId: number;
  readonly runId: string;
  readonly flowRowId: number;
  readonly version: string;
  readonly triggerType: string;
  readonly triggerId: string;
  readonly replayOf: string | undefined;
  readonly attempts: number;
  readonly startedAt: Date;
}

/** Several times the pause between two signs of life. */
const silentSeconds = 20;

/** Stores runs, and that those of them that are stored already go on. */
export async function noteRunning(database: Database, runs: readonly RunElsewhere[]): Promise<void> {
  await database.query({
    sql: `insert into workflow_running
        (application_row_id, run_id, flow_row_id, version, trigger_type, trigger_id, replay_of, attempts, started_at)
      select u.* from unnest($1::bigint[], $2::text[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::text[], $8::integer[], $9::timestamptz[])
          as u (application_row_id, run_id, flow_row_id, version, trigger_type, trigger_id, replay_of, attempts, started_at)
        -- The application may be gone since.
        join application_directory a on a.application_row_id = u.application_row_id
      on conflict (application_row_id, run_id) do update set
        version = excluded.version, attempts = excluded.attempts, started_at = excluded.started_at, seen_at = clock_timestamp()`,
    parameters: [
      runs.map(({ applicationRowId }) => applicationRowId),
      runs.map(({ runId }) => runId),
      runs.map(({ flowRowId }) => flowRowId),
      runs.map(({ version }) => version),
      runs.map(({ triggerType }) => triggerType),
      runs.map(({ triggerId }) => triggerId),
      runs.map(({ replayOf }) => replayOf ?? null),
      runs.map(({ attempts }) => attempts),
      runs.map(({ startedAt }) => startedAt),
    ],
  });
}

/** Runs that have ended, or were given up. */
export async function dropRunning(
  database: Database,
  runs: readonly Pick<RunElsewhere, 'applicationRowId' | 'runId'>[],
): Promise<void> {
  await database.query({
    sql: `delete from workflow_running r using unnest($1::bigint[], $2::text[]) as u (application_row_id, run_id)
      where r.application_row_id = u.application_row_id and r.run_id = u.run_id`,
    parameters: [runs.map(({ applicationRowId }) => applicationRowId), runs.map(({ runId }) => runId)],
  });
}

/** The runs of a workflow that go on at a server that shows signs of life, at most `limit`. */
export async function listRunning(
  database: Database,
  { applicationRowId, flowRowId, limit }: { applicationRowId: number; flowRowId: number; limit: number },
): Promise<RunElsewhere[]> {
  const rows = await database.query<Omit<RunElsewhere, 'replayOf'> & { replayOf: string | null }>({
    sql: `select application_row_id as "applicationRowId", run_id as "runId", flow_row_id as "flowRowId", version,
        trigger_type as "triggerType", trigger_id as "triggerId", replay_of as "replayOf", attempts, started_at as "startedAt"
      from workflow_running
      where application_row_id = $1 and flow_row_id = $2 and seen_at > clock_timestamp() - $3 * interval '1 second'
      order by started_at desc limit $4`,
    parameters: [applicationRowId, flowRowId, silentSeconds, limit],
  });
  return rows.map((row) => ({ ...row, replayOf: row.replayOf ?? undefined }));
}

/** Removes those that their server has left behind. */
export async function pruneRunning(db: Queryable): Promise<void> {
  await sql`delete from workflow_running
    where seen_at < clock_timestamp() - ${silentSeconds} * interval '1 second'`.execute(db);
}
