import type { Queryable } from '../../platform/database/database.ts';
import type { Jobs } from '../../platform/jobs/jobs.ts';
import type { FileSweep } from './sweep.ts';

const sweepJob = 'file.sweep';

/** The sweep of files, every quarter of an hour and when something was deleted. */
export function defineFileJobs(jobs: Jobs, sweep: FileSweep): void {
  jobs.define(sweepJob, { retryLimit: 5, concurrency: 1, expireInSeconds: 3600 }, ({ signal }) => sweep.run(signal));
  jobs.schedule(sweepJob, '*/15 * * * *');
}

/** Has contents removed soon, once the transaction that takes them from their files has committed. */
export async function sendSweep(tx: Queryable, jobs: Jobs): Promise<void> {
  await jobs.send(tx, sweepJob, {}, { singletonKey: 'now' });
}
