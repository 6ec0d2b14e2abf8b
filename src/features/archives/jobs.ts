import type { Jobs } from '../../platform/jobs/jobs.ts';
import { type ArchiveService, backfillJob, dayJob, nightlyJob } from './service.ts';

/** Two days at a time: uploads mostly wait for the network, and more would crowd out ingest on a small machine. */
const dayConcurrency = 2;

export function defineArchiveJobs(jobs: Jobs, archives: ArchiveService): void {
  jobs.define<{ applicationKey: number; day: number }>(
    dayJob,
    { retryLimit: 10, concurrency: dayConcurrency, expireInSeconds: 6 * 3600 },
    ({ data, signal }) => archives.runDay(data.applicationKey, data.day, signal),
  );
  jobs.define<{ applicationKey: number }>(
    backfillJob,
    { retryLimit: 10, concurrency: 1, expireInSeconds: 6 * 3600 },
    ({ data, signal }) => archives.runBackfill(data.applicationKey, signal),
  );
  jobs.define(nightlyJob, { retryLimit: 10, concurrency: 1, expireInSeconds: 3600 }, () => archives.runNightly());
  // Some minutes into the UTC day, so that clocks that differ a little agree on which day it is.
  jobs.schedule(nightlyJob, '10 0 * * *');
}
