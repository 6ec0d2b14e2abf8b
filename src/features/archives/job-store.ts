import { sql } from 'kysely';
import { newId } from '../../kernel/ids.ts';
import type { PageRequest } from '../../kernel/paging.ts';
import type { Database, Queryable } from '../../platform/database/database.ts';
import { readRowsOfPage } from '../../platform/database/page.ts';
import { type DayClaim, dayQueue } from './day-queue.ts';

export const jobStates = ['pending', 'exporting', 'uploaded', 'verified', 'failed', 'cancelled'] as const;
export type JobState = (typeof jobStates)[number];

/** Lower goes first: a backfill of years must not keep the night's day, or the one day that somebody waits for. */
export const priorities = { nightly: 0, requested: 1, backfill: 2 } as const;
export type Priority = keyof typeof priorities;

/** A job as it is read for people. */
export interface JobRow {
  readonly id: string;
  readonly day: number;
  readonly state: JobState;
  readonly attempts: number;
  readonly error: string | null;
  readonly devices_done: number;
  readonly devices_total: number;
  readonly objects: number;
  readonly rows: number;
  readonly bytes: number;
  readonly next_attempt_at: Date | null;
  /** When the application's jobs go on after a fault of their target. */
  readonly not_before: Date | null;
  readonly created_at: Date;
  readonly updated_at: Date;
}

/**
 * Marks days as to be archived. A day that waits or is under way stays as it is, but for a more urgent priority; one that
 * has been verified or cancelled starts over; one that has failed is tried again at once. Days that retention has taken
 * from are left alone.
 */
export async function requestDays(
  db: Queryable,
  request: { applicationRowId: number; days: readonly number[]; priority: Priority; now: Date },
): Promise<void> {
  const { applicationRowId, days, now } = request;
  const priority = priorities[request.priority];
  await dayQueue.join(db, applicationRowId);
  const known =
    request.priority === 'nightly'
      ? sql`do nothing`
      : sql`(application_row_id, day) do update set
    priority = case when ${isOpen} then least(archive_day.priority, excluded.priority) else excluded.priority end,
    run = archive_day.run + case when archive_day.state = 'verified' then 1 else 0 end,
    state = case when ${isOpen} then archive_day.state else 'pending' end,
    attempts = case when ${isOpen} then archive_day.attempts else 0 end,
    error = case when ${isOpen} then archive_day.error end,
    next_attempt_at = null,
    updated_at = excluded.updated_at
    where not archive_day.thinned`;
  await sql`insert into archive_day (application_row_id, day, id, priority, state, created_at, updated_at)
    select ${applicationRowId}, day, id, ${priority}, 'pending', ${now}, ${now}
    from unnest(${[...days]}::bigint[], ${days.map(() => newId())}::text[]) as wanted (day, id)
    on conflict ${known}`.execute(db);
}
const isOpen = sql`archive_day.state in ('pending', 'exporting', 'uploaded')`;

export interface Progress {
  readonly devicesDone: number;
  readonly devicesTotal: number;
}

/** Writes down how far the claim's work is, with the totals of its confirmed objects. False when it does not hold. */
export function saveProgress(
  db: Queryable,
  claim: DayClaim,
  { state, now, devicesDone, devicesTotal }: Progress & { state: 'exporting' | 'uploaded'; now: Date },
): Promise<boolean> {
  const devices = [sql`devices_done = ${devicesDone}`, sql`devices_total = ${devicesTotal}`];
  return dayQueue.save(db, claim, { state, now, set: [...devices, totals(claim)] });
}

/** Ends the day as verified: nothing else does. False when the claim no longer holds. */
export function finishDay(db: Queryable, claim: DayClaim, now: Date): Promise<boolean> {
  return dayQueue.finish(db, claim, { state: 'verified', from: 'uploaded', now, set: [totals(claim)] });
}

function totals({ applicationRowId, day, run }: DayClaim) {
  return sql`(objects, rows, bytes) = (select count(*)::integer, coalesce(sum(rows), 0)::bigint,
    coalesce(sum(bytes), 0)::bigint from archive_object
    where application_row_id = ${applicationRowId} and day = ${day} and run = ${run})`;
}

/** Ends a day that has not ended; false when there is none such. What has been uploaded so far stays at the target. */
export async function cancelDay(
  db: Queryable,
  job: { applicationRowId: number; id: string; error?: string; now: Date },
): Promise<boolean> {
  const { numAffectedRows } = await sql`update archive_day set state = 'cancelled', error = ${job.error ?? null},
      next_attempt_at = null, claim = null, lease_until = null, updated_at = ${job.now}
    where application_row_id = ${job.applicationRowId} and id = ${job.id}
      and (state in ('pending', 'exporting', 'uploaded') or (state = 'failed' and next_attempt_at is not null))`.execute(
    db,
  );
  return Number(numAffectedRows ?? 0) > 0;
}

/** Lets what has failed be tried again now: the configuration has changed. */
export async function retryFailedDays(db: Queryable, applicationId: string, now: Date): Promise<void> {
  const ofApplication = sql`application_row_id = (select application_row_id from application_directory where id = ${applicationId})`;
  await sql`update archive_turn set failures = 0, not_before = null where not_before is not null and ${ofApplication}`.execute(
    db,
  );
  await sql`update archive_day set next_attempt_at = ${now}
    where state = 'failed' and next_attempt_at > ${now} and ${ofApplication}`.execute(db);
}

const jobColumns = [
  'archive_day.id',
  'archive_day.day',
  'archive_day.state',
  'archive_day.attempts',
  'archive_day.error',
  'archive_day.devices_done',
  'archive_day.devices_total',
  'archive_day.objects',
  'archive_day.rows',
  'archive_day.bytes',
  'archive_day.next_attempt_at',
  'archive_turn.not_before',
  'archive_day.created_at',
  'archive_day.updated_at',
] as const;

function selectJobs(db: Queryable, applicationRowId: number) {
  return db
    .selectFrom('archive_day')
    .innerJoin('archive_turn', 'archive_turn.application_row_id', 'archive_day.application_row_id')
    .where('archive_day.application_row_id', '=', applicationRowId)
    .select(jobColumns);
}

export function findJob(db: Queryable, applicationRowId: number, id: string): Promise<JobRow | undefined> {
  return selectJobs(db, applicationRowId).where('archive_day.id', '=', id).executeTakeFirst();
}

export async function findDay(
  db: Queryable,
  applicationRowId: number,
  day: number,
): Promise<{ id: string; state: JobState; thinned: boolean } | undefined> {
  return db
    .selectFrom('archive_day')
    .where('application_row_id', '=', applicationRowId)
    .where('day', '=', day)
    .select(['id', 'state', 'thinned'])
    .executeTakeFirst();
}

export const jobSortColumns = {
  day: 'archive_day.day',
  creationDate: 'archive_day.created_at',
  lastUpdated: 'archive_day.updated_at',
} as const;

export function listJobs(
  db: Queryable,
  applicationRowId: number,
  page: PageRequest,
  filter: { states?: readonly JobState[] | undefined; start: number; end: number },
): Promise<{ rows: JobRow[]; totalCount: number }> {
  const { states, start, end } = filter;
  const query = selectJobs(db, applicationRowId)
    .where('archive_day.day', '>=', start)
    .where('archive_day.day', '<=', end)
    .$if(states !== undefined, (some) => some.where('archive_day.state', 'in', [...(states ?? [])]));
  return readRowsOfPage(query, page, { sort: jobSortColumns, filter: {}, unique: 'archive_day.day' });
}

/** Jobs that have not ended, and those that have changed since the given moment, oldest change first. */
export function listChangedJobs(
  db: Queryable,
  applicationRowId: number,
  options: { since: Date | undefined; limit: number },
): Promise<JobRow[]> {
  const { since, limit } = options;
  return selectJobs(db, applicationRowId)
    .where((expression) =>
      expression.or([
        expression('archive_day.state', 'in', ['exporting', 'uploaded']),
        ...(since ? [expression('archive_day.updated_at', '>=', since)] : []),
      ]),
    )
    .orderBy('archive_day.updated_at')
    .limit(limit)
    .execute();
}

/**
 * Queues, for every application with a configuration, the days up to `newest` that the nightly run has not come to: one
 * on an ordinary night, more after the server was down. An application that has just been configured starts with the
 * next night; older days are for a backfill. Safe on many nodes at once: the rows decide.
 *
 * @returns how many days were queued
 */
export async function queueNightlyDays(database: Database, newest: number, now: Date): Promise<number> {
  const db = database.kysely;
  await sql`update archive_turn set nightly_through = null from application_directory
    where application_directory.application_row_id = archive_turn.application_row_id
      and application_directory.archive_config is null
      and archive_turn.nightly_through is not null`.execute(db);
  const { rows } = await sql<{ application_row_id: number }>`select a.application_row_id from application_directory a
    left join archive_turn t on t.application_row_id = a.application_row_id
    where a.archive_config is not null and a.deleted_at is null
      and (t.nightly_through is null or t.nightly_through < ${newest})`.execute(db);
  let queued = 0;
  for (const { application_row_id: applicationRowId } of rows) {
    queued += await db.transaction().execute(async (tx) => {
      await dayQueue.join(tx, applicationRowId);
      const turn = await tx
        .selectFrom('archive_turn')
        .where('application_row_id', '=', applicationRowId)
        .select('nightly_through')
        .forUpdate()
        .executeTakeFirstOrThrow();
      const days: number[] = [];
      for (let day = (turn.nightly_through ?? newest) + dayMs; day <= newest; day += dayMs) days.push(day);
      if (days.length > 0) await requestDays(tx, { applicationRowId, days, priority: 'nightly', now });
      if (turn.nightly_through === null || turn.nightly_through < newest) {
        await tx
          .updateTable('archive_turn')
          .set({ nightly_through: newest })
          .where('application_row_id', '=', applicationRowId)
          .execute();
      }
      return days.length;
    });
  }
  return queued;
}
const dayMs = 24 * 3_600_000;
