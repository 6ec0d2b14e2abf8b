import { parseQueryTime } from '../../kernel/device-time.ts';
import { AppError, invalid, notFound } from '../../kernel/errors.ts';
import { normalizeId } from '../../kernel/ids.ts';
import type { ApplicationRef } from '../../kernel/owner.ts';
import { pageAnswer, readPage } from '../../kernel/paging.ts';
import type { Change } from '../../platform/audit/change.ts';
import type { Bus, Listeners } from '../../platform/bus/bus.ts';
import type { Database } from '../../platform/database/database.ts';
import { inTransaction } from '../../platform/database/transaction.ts';
import { type Attempt, LeasedRunner } from '../../platform/durable/leased-runner.ts';
import type { Jobs } from '../../platform/jobs/jobs.ts';
import { openObjectStore } from '../../platform/objects/open-store.ts';
import { type ProbeResult, probeStore } from '../../platform/objects/probe-store.ts';
import { type ApplicationService, type ArchiveConfig, toStoreTarget } from '../applications/index.ts';
import { dayMs, utcDayStart } from './csv.ts';
import { type ClaimedDay, type DayClaim, dayQueue } from './day-queue.ts';
import {
  cancelDay,
  findDay,
  findJob,
  type JobState,
  jobSortColumns,
  jobStates,
  listChangedJobs,
  listJobs,
  queueNightlyDays,
  requestDays,
  retryFailedDays,
} from './job-store.ts';
import { toArchiveJob } from './representation.ts';
import { failDay, runDay } from './run-day.ts';
import type { ArchiveJobsQuery } from './schemas.ts';
import { findDataTtls, findDaysWithStates, readDevices } from './store.ts';

export const backfillJob = 'archive.backfill';

/** A day is archived once it is this old: by then no report for it is accepted any more. */
const archivableAgeMs = 31 * dayMs;
/** The night's run waits this long into the UTC day, so that servers whose clocks differ a little agree on the day. */
const nightlyDelayMs = 10 * 60_000;
const lookForNightMs = 60_000;
/** Uploads mostly wait for the network, and more of them would crowd out ingest on a small machine. */
const daysAtOnce = 2;
const devicesPerRead = 500;
const daysPerRead = 400;
/** Jobs that a stream starts with. */
const maxReplay = 1000;

/** Device data to the application's own store, an object per device and day (semantics.md, "Archives"). */
export class ArchiveService {
  readonly #database: Database;
  readonly #jobs: Jobs;
  readonly #applications: ApplicationService;
  readonly #bus: Bus;
  readonly #policy: { readonly archiveDir: string | undefined; readonly s3Hosts: readonly string[] };
  readonly #isReporting: () => boolean;
  readonly #version: string;
  readonly #onError: (error: unknown) => void;
  readonly #now: () => number;
  readonly #runner: LeasedRunner<ClaimedDay, string>;
  #nightLookedAt = Number.NEGATIVE_INFINITY;
  #nightDone = 0;

  constructor(options: {
    database: Database;
    jobs: Jobs;
    applications: ApplicationService;
    bus: Bus;
    archivePolicy: { archiveDir: string | undefined; s3Hosts: readonly string[] };
    /** Whether devices report at present: an archive then holds back. */
    isReporting: () => boolean;
    /** Of this server, for the manifests. */
    version: string;
    onError: (error: unknown) => void;
    now: () => number;
  }) {
    this.#database = options.database;
    this.#jobs = options.jobs;
    this.#applications = options.applications;
    this.#bus = options.bus;
    this.#policy = options.archivePolicy;
    this.#isReporting = options.isReporting;
    this.#version = options.version;
    this.#onError = options.onError;
    this.#now = options.now;
    this.#runner = new LeasedRunner({
      database: options.database,
      queue: dayQueue,
      concurrency: daysAtOnce,
      work: (claim, attempt) => this.#runDay(claim, attempt),
      fail: (claim, error) => this.#failDay(claim, error),
      onSettled: (claim) => this.#announceLater(claim),
      beforePoll: () => this.#queueNight(),
      onError: options.onError,
      now: options.now,
    });
  }

  /** What failed is tried again as soon as the application, and perhaps its archive's configuration, has changed. */
  get listens(): Listeners {
    return {
      'application.changed': ({ applicationId }) => {
        retryFailedDays(this.#database.kysely, applicationId, this.#date()).then(
          () => this.#runner.wake(),
          this.#onError,
        );
      },
      'invalidations.missed': () => this.#runner.wake(),
    };
  }

  async start(): Promise<void> {
    await this.#runner.start();
  }

  async stop(): Promise<void> {
    await this.#runner.stop();
  }

  /** Looks at the queue now instead of at the next poll: something outside the service has changed what is due. */
  wake(): void {
    this.#runner.wake();
  }

  /** Queues the export of the UTC day that holds `date`. @throws AppError Validation when that day cannot be archived */
  async archive(
    { applicationRowId, ownerType, ownerId, applicationId }: ApplicationRef,
    date: number,
    change: Change,
  ): Promise<{ success: true; jobId: string }> {
    await this.#requireConfig(applicationRowId);
    const day = utcDayStart(parseQueryTime(date, this.#now()));
    if (!Number.isSafeInteger(day) || day < 0) throw invalid('date', 'must be milliseconds since the epoch');
    if (day > this.newestArchivableDay()) throw invalid('date', 'must be a day at least 31 days ago');
    const { owner, own } = await findDataTtls(this.#database.kysely, { applicationRowId, ownerType, ownerId });
    const oldest = (lifetime: number | null): number => (lifetime === null ? 0 : this.#now() - lifetime);
    if (day < oldest(owner)) throw invalid('date', 'must be a day within the dataTTL of the owner');
    if (day < oldest(own)) throw invalid('date', 'must be a day within the dataTTL of the application');
    const jobId = await inTransaction(this.#database, async (tx) => {
      await requestDays(tx, { applicationRowId, days: [day], priority: 'requested', now: this.#date() });
      await change.record(tx);
      const row = await findDay(tx, applicationRowId, day);
      if (row?.thinned) throw invalid('date', 'must be a day from which retention has not removed anything');
      return row?.id ?? '';
    });
    await this.#announce(applicationRowId, applicationId, jobId);
    this.#runner.wake();
    return { success: true, jobId };
  }

  /** Queues the export of every archivable day that holds data; asking again while that runs starts nothing new. */
  async backfill({ applicationRowId }: ApplicationRef, change: Change): Promise<{ success: true; jobId?: string }> {
    await this.#requireConfig(applicationRowId);
    const jobId = await inTransaction(this.#database, async (tx) => {
      await change.record(tx);
      return this.#jobs.send(tx, backfillJob, { applicationRowId }, { singletonKey: String(applicationRowId) });
    });
    return jobId === undefined ? { success: true } : { success: true, jobId };
  }

  /**
   * Writes, reads and removes a small object where the configuration says, and tells in words what is wrong with it.
   *
   * @param config what somebody wants to try; the stored one when left out
   */
  async test(
    { applicationRowId }: ApplicationRef,
    config: ArchiveConfig | undefined,
    change: Change,
  ): Promise<ProbeResult> {
    const tried = config
      ? await this.#applications.prepareArchiveConfig(applicationRowId, config)
      : await this.#applications.readArchiveConfig(applicationRowId);
    if (!tried) throw new AppError('Validation', 'The application has no archiveConfig');
    await change.record(this.#database.kysely);
    const store = await this.#openStore(tried);
    try {
      return await probeStore(store, { directory: tried.directory });
    } finally {
      store.close();
    }
  }

  /** Finds the days that hold data, device by device, and queues them; the job's work. */
  async runBackfill(applicationRowId: number, signal: AbortSignal): Promise<void> {
    const until = this.newestArchivableDay() + dayMs;
    const days = new Set<number>();
    for (let afterKey = 0; ; ) {
      const devices = await readDevices(this.#database.kysely, applicationRowId, afterKey, devicesPerRead);
      for (const { deviceRowId } of devices) {
        afterKey = deviceRowId;
        for (let from = 0; ; ) {
          signal.throwIfAborted();
          const found = await findDaysWithStates(this.#database, { deviceRowId, from, until, limit: daysPerRead });
          for (const day of found) days.add(day);
          if (found.length < daysPerRead) break;
          from = (found.at(-1) ?? 0) + dayMs;
        }
      }
      if (devices.length < devicesPerRead) break;
    }
    if (days.size === 0) return;
    const sorted = [...days].sort((a, b) => a - b);
    await inTransaction(this.#database, (tx) =>
      requestDays(tx, { applicationRowId, days: sorted, priority: 'backfill', now: this.#date() }),
    );
    this.#runner.wake();
  }

  /** The application's jobs, newest day first. `start` and `end` bound the days. */
  async list({ applicationRowId, applicationId }: ApplicationRef, query: ArchiveJobsQuery) {
    const page = readPage(query, {
      sortFields: Object.keys(jobSortColumns),
      filterFields: [],
      defaultSort: 'day',
      defaultSortDirection: 'desc',
    });
    const now = this.#now();
    const { rows, totalCount } = await listJobs(this.#database.kysely, applicationRowId, page, {
      states: readStates(query.state),
      start: query.start === undefined ? 0 : utcDayStart(parseQueryTime(query.start, now, 'start')),
      end: query.end === undefined ? Number.MAX_SAFE_INTEGER : parseQueryTime(query.end, now, 'end'),
    });
    const items = rows.map((row) => toArchiveJob(row, applicationId));
    return {
      ...pageAnswer(items, totalCount, page),
      applicationId,
      _type: 'archiveJobs',
      _links: { self: { href: `/applications/${applicationId}/archiveJobs` } },
    };
  }

  async get({ applicationRowId, applicationId }: ApplicationRef, jobId: string) {
    const row = await findJob(this.#database.kysely, applicationRowId, normalizeId(jobId));
    if (!row) throw notFound('Archive job');
    return toArchiveJob(row, applicationId);
  }

  /** Ends a job that has not ended; what it has uploaded so far stays. @throws AppError Conflict when it has ended */
  async cancel({ applicationRowId, applicationId }: ApplicationRef, jobId: string, change: Change) {
    const id = normalizeId(jobId);
    const row = await inTransaction(this.#database, async (tx) => {
      const cancelled = await cancelDay(tx, { applicationRowId, id, now: this.#date() });
      const found = await findJob(tx, applicationRowId, id);
      if (!found) throw notFound('Archive job');
      if (!cancelled) throw new AppError('Conflict', `The archive job has already ended: its state is ${found.state}`);
      await change.record(tx);
      return found;
    });
    this.#runner.abort(id);
    const job = toArchiveJob(row, applicationId);
    this.#bus.emit('archiveJob.changed', { applicationId, job });
    this.#log(applicationId, 'info', `The archive of ${dayName(row.day)} was cancelled`, row.day);
    return job;
  }

  /** Jobs that are under way, and those that have changed since the given moment, for a stream to start with. */
  async listChanged({ applicationRowId, applicationId }: ApplicationRef, since: Date | undefined) {
    const rows = await listChangedJobs(this.#database.kysely, applicationRowId, { since, limit: maxReplay });
    return rows.map((row) => toArchiveJob(row, applicationId));
  }

  /** The start of the newest UTC day that no report can reach any more. */
  newestArchivableDay(): number {
    return utcDayStart(this.#now()) - archivableAgeMs;
  }

  /** One attempt at one day; the runner's work. */
  async #runDay(claim: DayClaim, attempt: Attempt): Promise<void> {
    const { applicationId, applicationRowId, day, id } = claim;
    const config = await this.#applications.readArchiveConfig(applicationRowId);
    if (!config) {
      const error = 'the archive configuration was removed';
      await cancelDay(this.#database.kysely, { applicationRowId, id, error, now: this.#date() });
      this.#logFailure(claim, error);
      return;
    }
    await runDay({
      database: this.#database,
      claim,
      attempt,
      config,
      openStore: (target) => this.#openStore(target),
      isReporting: this.#isReporting,
      onChange: () => this.#announceLater(claim),
      version: this.#version,
      now: this.#now,
    });
    const job = await findJob(this.#database.kysely, applicationRowId, id);
    const what = `${job?.objects ?? 0} objects, ${job?.rows ?? 0} rows, ${job?.bytes ?? 0} bytes`;
    this.#log(applicationId, 'info', `${dayName(day)} is archived and verified: ${what}`, day);
  }

  async #failDay(claim: DayClaim, error: unknown): Promise<void> {
    const options = { now: this.#now(), onError: this.#onError };
    const message = await failDay(this.#database.kysely, claim, error, options);
    if (message !== undefined) this.#logFailure(claim, message);
  }

  #logFailure({ applicationId, day }: DayClaim, message: string): void {
    this.#log(applicationId, 'error', `The archive of ${dayName(day)} has failed: ${message}`, day);
  }

  /** Once a minute, and as soon as the day changes, whether the night's run is due. */
  async #queueNight(): Promise<void> {
    const newest = utcDayStart(this.#now() - nightlyDelayMs) - archivableAgeMs;
    if (newest === this.#nightDone && performance.now() - this.#nightLookedAt < lookForNightMs) return;
    this.#nightLookedAt = performance.now();
    await queueNightlyDays(this.#database, newest, this.#date());
    this.#nightDone = newest;
  }

  #announceLater({ applicationRowId, applicationId, id }: DayClaim): void {
    this.#announce(applicationRowId, applicationId, id).catch(this.#onError);
  }

  async #announce(applicationRowId: number, applicationId: string, jobId: string): Promise<void> {
    const row = await findJob(this.#database.kysely, applicationRowId, jobId);
    if (row) this.#bus.emit('archiveJob.changed', { applicationId, job: toArchiveJob(row, applicationId) });
  }

  #log(applicationId: string, level: 'info' | 'error', message: string, day: number): void {
    const details = { day: new Date(day).toISOString() };
    this.#bus.emit('log', { applicationId, level, type: 'archive', message, details });
  }

  async #requireConfig(applicationRowId: number): Promise<void> {
    if (!(await this.#applications.readArchiveConfig(applicationRowId))) {
      throw new AppError('Validation', 'The application has no archiveConfig');
    }
  }

  #openStore(config: ArchiveConfig) {
    return openObjectStore(toStoreTarget(config), this.#policy);
  }

  #date(): Date {
    return new Date(this.#now());
  }
}

function dayName(day: number): string {
  return new Date(day).toISOString().slice(0, 10);
}

function readStates(text: string | undefined): JobState[] | undefined {
  if (text === undefined || text === '') return undefined;
  return text.split(',').map((word) => {
    const state = jobStates.find((known) => known === word.trim());
    if (!state) throw invalid('state', `must be a comma-separated list of ${jobStates.join(', ')}`);
    return state;
  });
}
