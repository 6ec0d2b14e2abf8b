import type { ClockWatch } from '../../platform/clock-watch.ts';
import type { Jobs } from '../../platform/jobs/jobs.ts';
import type { RetentionService } from './service.ts';

const retentionJob = 'retention';

/** Once an hour, on one server: what is too old goes within the hour, and a changed `dataTTL` counts from the next run. */
export function defineRetentionJobs(
  jobs: Jobs,
  { retention, clock }: { retention: RetentionService; clock: Pick<ClockWatch, 'mayRemoveByAge'> },
): void {
  jobs.define(retentionJob, { retryLimit: 3, concurrency: 1, expireInSeconds: 6 * 3600 }, async ({ signal }) => {
    if (clock.mayRemoveByAge()) await retention.run(signal);
  });
  jobs.schedule(retentionJob, '25 * * * *');
}
