import type { Jobs } from '../../platform/jobs/jobs.ts';
import { type ArchiveService, backfillJob } from './service.ts';

/** Looking for the days of a backfill; the days themselves wait in the archive's own queue (see `dayQueue`). */
export function defineArchiveJobs(jobs: Jobs, archives: ArchiveService): void {
  jobs.define<{ applicationRowId: number }>(
    backfillJob,
    { retryLimit: 10, concurrency: 1, expireInSeconds: 6 * 3600 },
    ({ data, signal }) => archives.runBackfill(data.applicationRowId, signal),
  );
}
