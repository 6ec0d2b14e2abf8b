import { parseQueryTime } from '../../kernel/device-time.ts';
import { AppError, invalid } from '../../kernel/errors.ts';
import type { Database } from '../../platform/database/database.ts';
import type { Change } from '../../platform/http/audit.ts';
import type { ApplicationRef } from '../../platform/http/gatekeeper.ts';
import type { Jobs } from '../../platform/jobs/jobs.ts';
import { openObjectStore } from '../../platform/objects/open-store.ts';
import type { ApplicationService, ArchiveConfig } from '../applications/index.ts';
import { dayMs, utcDayStart } from './csv.ts';
import { exportDay } from './export-day.ts';
import {
  beginDay,
  failDay,
  findApplicationId,
  findDataTtl,
  findFirstState,
  finishDay,
  listArchivingApplications,
  listOpenDays,
  readDevices,
  rememberJob,
  requestDay,
} from './store.ts';

export const dayJob = 'archive.day';
export const backfillJob = 'archive.backfill';
export const nightlyJob = 'archive.nightly';

/** A day is archived once it is this old: by then no report for it is accepted any more. */
const archivableAgeMs = 31 * dayMs;
const devicesPerRead = 500;

/** Device data to the application's own store, a CSV per device and day (semantics.md, Archives). */
export class ArchiveService {
  readonly #database: Database;
  readonly #jobs: Jobs;
  readonly #applications: ApplicationService;
  readonly #policy: { readonly archiveDir: string | undefined; readonly s3Hosts: readonly string[] };
  readonly #now: () => number;

  constructor(options: {
    database: Database;
    jobs: Jobs;
    applications: ApplicationService;
    archivePolicy: { archiveDir: string | undefined; s3Hosts: readonly string[] };
    now: () => number;
  }) {
    this.#database = options.database;
    this.#jobs = options.jobs;
    this.#applications = options.applications;
    this.#policy = options.archivePolicy;
    this.#now = options.now;
  }

  /** Queues the export of the UTC day that holds `date`. @throws AppError Validation when that day cannot be archived */
  async archive(
    { applicationKey, ownerType, ownerId }: ApplicationRef,
    date: number,
    change: Change,
  ): Promise<{ success: true; jobId?: string }> {
    await this.#requireConfig(applicationKey);
    const day = utcDayStart(parseQueryTime(date, this.#now()));
    if (!Number.isSafeInteger(day) || day < 0) throw invalid('date', 'must be milliseconds since the epoch');
    if (day > this.#newestArchivableDay()) throw invalid('date', 'must be a day at least 31 days ago');
    const dataTtl = await findDataTtl(this.#database.kysely, { ownerType, ownerId });
    if (dataTtl !== null && day < this.#now() - dataTtl) {
      throw invalid('date', 'must be a day within the dataTTL of the owner');
    }
    await change.record(this.#database.kysely);
    return success(await this.#queueDay(applicationKey, day));
  }

  /** Queues the export of every archivable day that holds data; asking again while that runs starts nothing new. */
  async backfill({ applicationKey }: ApplicationRef, change: Change): Promise<{ success: true; jobId?: string }> {
    await this.#requireConfig(applicationKey);
    await change.record(this.#database.kysely);
    return success(await this.#jobs.send(backfillJob, { applicationKey }, { singletonKey: String(applicationKey) }));
  }

  /** Runs the export of one day; the job's work. Throws when it should be tried again. */
  async runDay(applicationKey: number, day: number, signal: AbortSignal): Promise<void> {
    const db = this.#database.kysely;
    const application = await findApplicationId(db, applicationKey);
    if (!application) return;
    const config = await this.#applications.readArchiveConfig(applicationKey);
    if (!config) return failDay(db, applicationKey, day, 'the archive configuration was removed', this.#date());
    await beginDay(db, applicationKey, day, this.#date());
    try {
      const store = await this.#openStore(config);
      try {
        await exportDay({
          database: this.#database,
          store,
          config,
          application: { applicationKey, applicationId: application.id },
          day,
          signal,
          now: this.#now,
        });
      } finally {
        store.close();
      }
    } catch (error) {
      // A server that is stopping has not failed: the day stays open and goes on after the next start.
      if (!signal.aborted) {
        const message = error instanceof Error ? error.message : String(error);
        await failDay(db, applicationKey, day, message, this.#date());
      }
      throw error;
    }
    await finishDay(this.#database, applicationKey, day, this.#date());
  }

  /** Finds the days that hold data, device by device, and queues each; the job's work. */
  async runBackfill(applicationKey: number, signal: AbortSignal): Promise<void> {
    const end = this.#newestArchivableDay() + dayMs;
    const days = new Set<number>();
    let afterKey = 0;
    for (;;) {
      const devices = await readDevices(this.#database.kysely, applicationKey, afterKey, devicesPerRead);
      for (const { deviceKey } of devices) {
        afterKey = deviceKey;
        for (let from = 0; ; ) {
          signal.throwIfAborted();
          const time = await findFirstState(this.#database, deviceKey, from, end);
          if (time === undefined) break;
          const day = utcDayStart(time);
          days.add(day);
          from = day + dayMs;
        }
      }
      if (devices.length < devicesPerRead) break;
    }
    for (const day of [...days].sort((a, b) => a - b)) {
      signal.throwIfAborted();
      await this.#queueDay(applicationKey, day);
    }
  }

  /** Queues, for every application with a configuration, the day that has just become old enough. */
  async runNightly(): Promise<void> {
    const day = this.#newestArchivableDay();
    for (const { application_key: applicationKey } of await listArchivingApplications(this.#database.kysely)) {
      await this.#queueDay(applicationKey, day);
    }
  }

  /** Queues the work that a crash may have left without a job. */
  async resume(): Promise<void> {
    for (const { application_key: applicationKey, day } of await listOpenDays(this.#database.kysely)) {
      await this.#queueDay(applicationKey, day);
    }
  }

  async #queueDay(applicationKey: number, day: number): Promise<string | undefined> {
    await requestDay(this.#database.kysely, applicationKey, day, this.#date());
    const jobId = await this.#jobs.send(dayJob, { applicationKey, day }, { singletonKey: `${applicationKey}-${day}` });
    return rememberJob(this.#database.kysely, applicationKey, day, jobId);
  }

  async #requireConfig(applicationKey: number): Promise<void> {
    if (!(await this.#applications.readArchiveConfig(applicationKey))) {
      throw new AppError('Validation', 'The application has no archiveConfig');
    }
  }

  #openStore(config: ArchiveConfig) {
    const target = config.s3 ? { s3: config.s3 } : { local: {} };
    return openObjectStore(target, {
      ...(this.#policy.archiveDir === undefined ? {} : { archiveDir: this.#policy.archiveDir }),
      s3Hosts: [...this.#policy.s3Hosts],
    });
  }

  #newestArchivableDay(): number {
    return utcDayStart(this.#now()) - archivableAgeMs;
  }

  #date(): Date {
    return new Date(this.#now());
  }
}

function success(jobId: string | undefined): { success: true; jobId?: string } {
  return jobId === undefined ? { success: true } : { success: true, jobId };
}
