import type { Jobs } from '../../platform/jobs/jobs.ts';
import type { ExportRunner } from './runner.ts';

const cleanJob = 'export.clean';

/** Removing what has expired; exports themselves and telling of them wait in queues of their own (see `queues.ts`). */
export function defineExportJobs(jobs: Jobs, runner: ExportRunner): void {
  jobs.define(cleanJob, { retryLimit: 3, concurrency: 1, expireInSeconds: 600 }, () => runner.clean());
  jobs.schedule(cleanJob, '20 * * * *');
}
