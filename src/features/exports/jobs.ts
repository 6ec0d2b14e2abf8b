import type { Jobs } from '../../platform/jobs/jobs.ts';
import { deliverJob, type ExportRunner, runJob } from './runner.ts';

const cleanJob = 'export.clean';

/** The runner counts attempts itself, so that it can say when it gives up; the queue only has to allow as many. */
export function defineExportJobs(jobs: Jobs, runner: ExportRunner): void {
  jobs.define<{ key: number }>(
    runJob,
    { retryLimit: 10, concurrency: 1, expireInSeconds: 6 * 3600 },
    ({ data, signal }) => runner.run(data.key, signal),
  );
  jobs.define<{ key: number }>(
    deliverJob,
    { retryLimit: 20, concurrency: 1, expireInSeconds: 120 },
    ({ data, signal }) => runner.deliver(data.key, signal),
  );
  jobs.define(cleanJob, { retryLimit: 3, concurrency: 1, expireInSeconds: 600 }, () => runner.clean());
  jobs.schedule(cleanJob, '20 * * * *');
}
