import { sql } from 'kysely';
import type { Database, Queryable } from '../../platform/database/database.ts';
import { deleteInChunks } from '../../platform/database/delete-in-chunks.ts';

/** A run that did not succeed, as it is read. */
export interface FailedRow {
  readonly id: string;
  readonly version: string;
  readonly status: string;
  readonly trigger_type: string;
  readonly trigger_id: string;
  readonly replay_of: string | null;
  readonly attempts: number;
  readonly started_at: Date;
  readonly wall_ms: number;
  readonly paths_completed: number;
  readonly paths_failed: number;
  readonly error_name: string;
  readonly error_message: string;
}

const columns = [
  'id',
  'version',
  'status',
  'trigger_type',
  'trigger_id',
  'replay_of',
  'attempts',
  'started_at',
  'wall_ms',
  'paths_completed',
  'paths_failed',
  'error_name',
  'error_message',
] as const;

export function listFailed(
  db: Queryable,
  flowRowId: number,
  question: { status: 'failed' | 'dead' | 'cancelled' | undefined; since: Date; limit: number },
): Promise<FailedRow[]> {
  let query = db
    .selectFrom('workflow_run')
    .where('flow_row_id', '=', flowRowId)
    .where('started_at', '>=', question.since);
  if (question.status) query = query.where('status', '=', question.status);
  return query.select(columns).orderBy('run_row_id', 'desc').limit(question.limit).execute();
}

export function findFailed(
  db: Queryable,
  applicationRowId: number,
  flowRowId: number,
  runId: string,
): Promise<(FailedRow & { details: string | null; occurrence: string | null }) | undefined> {
  return db
    .selectFrom('workflow_run')
    .where('application_row_id', '=', applicationRowId)
    .where('flow_row_id', '=', flowRowId)
    .where('id', '=', runId)
    .select([...columns, 'details', 'occurrence'])
    .orderBy('run_row_id', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** The text of the runs that succeeded last. */
export async function readRecent(db: Queryable, flowRowId: number): Promise<string> {
  const row = await db
    .selectFrom('workflow_recent_run')
    .where('flow_row_id', '=', flowRowId)
    .select('runs')
    .executeTakeFirst();
  return row?.runs ?? '[]';
}

/** What ran in the minutes from `since` on, the newest first. */
export function listMinutes(
  db: Queryable,
  flowRowId: number,
  question: { version: string | undefined; since: Date; limit: number },
) {
  let query = db
    .selectFrom('workflow_minute')
    .where('flow_row_id', '=', flowRowId)
    .where('minute', '>=', question.since);
  if (question.version !== undefined) query = query.where('version', '=', question.version);
  return query.selectAll().orderBy('minute', 'desc').limit(question.limit).execute();
}

/** What `details` begins with, before the payload of the run: a list of a thousand has no use for up to 250 MB of those. */
const maxHead = 64 * 1024;
const head = sql<string | null>`split_part(left(details, ${sql.lit(maxHead)}), ',"erroredPayload":', 1)`.as('head');

/** Runs that failed, or died, in a range of time; `head` is their details up to the payload, which is left out with all that follows. */
export function listErrors(
  db: Queryable,
  flowRowId: number,
  question: { version: string | undefined; start: Date; end: Date; limit: number; sortDirection: 'asc' | 'desc' },
) {
  let query = db
    .selectFrom('workflow_run')
    .where('flow_row_id', '=', flowRowId)
    .where('status', '<>', 'cancelled')
    .where('ended_at', '>=', question.start)
    .where('ended_at', '<=', question.end);
  if (question.version !== undefined) query = query.where('version', '=', question.version);
  return query
    .select(['id', 'version', 'ended_at', 'error_name', 'error_message', head])
    .orderBy('ended_at', question.sortDirection)
    .orderBy('run_row_id', question.sortDirection)
    .limit(question.limit)
    .execute();
}

/** Numbers of runs by multiples of `resolution` from `from` on, in epoch ms; multiples in which nothing ran are left out. */
export function sumBuckets(
  db: Queryable,
  flowRowId: number,
  question: { version: string | undefined; from: number; to: number; resolution: number },
) {
  const { from, to, resolution, version } = question;
  const bucket = sql<number>`floor((extract(epoch from minute) * 1000 - ${from}::bigint) / ${resolution}::bigint)::integer`;
  let query = db
    .selectFrom('workflow_minute')
    .where('flow_row_id', '=', flowRowId)
    .where('minute', '>=', new Date(from))
    .where('minute', '<', new Date(to));
  if (version !== undefined) query = query.where('version', '=', version);
  return query
    .groupBy(sql`1`)
    .select(({ fn }) => [
      bucket.as('bucket'),
      fn.sum<number>('run_count').as('run_count'),
      fn.sum<number>('error_count').as('error_count'),
      fn.sum<number>('paths_completed').as('paths_completed'),
      fn.sum<number>('paths_failed').as('paths_failed'),
      fn.sum<number>('wall_ms').as('wall_ms'),
    ])
    .execute();
}

/** Runs and errors of flows by version since a time. */
export function sumRuns(db: Queryable, flowRowIds: readonly number[], since: Date) {
  return db
    .selectFrom('workflow_minute')
    .where('flow_row_id', 'in', [...flowRowIds])
    .where('minute', '>=', since)
    .groupBy(['flow_row_id', 'version'])
    .select(({ fn }) => [
      'flow_row_id',
      'version',
      fn.sum<number>('run_count').as('run_count'),
      fn.sum<number>('error_count').as('error_count'),
    ])
    .execute();
}

/** Removes what is older than it is kept; of failures that are too many the oldest go whenever one is added. */
export async function pruneRuns(database: Database, now: number, signal: AbortSignal): Promise<void> {
  const before = (days: number) => new Date(now - days * 86_400_000).toISOString();
  await deleteInChunks(
    database,
    'workflow_run',
    sql`ended_at < ${before(14)}::timestamptz and (status <> 'dead' or ended_at < ${before(30)}::timestamptz)`,
    signal,
  );
  await deleteInChunks(database, 'workflow_minute', sql`minute < ${before(30)}::timestamptz`, signal);
}
