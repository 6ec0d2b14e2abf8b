import type { Database, Queryable } from '../../platform/database/database.ts';
import type { Jobs } from '../../platform/jobs/jobs.ts';
import type { FileSweep } from './sweep.ts';
import { tellSearch } from './tree.ts';

const sweepJob = 'file.sweep';
const searchJob = 'file.search';

/** A directory whose entries search does not know at their new place yet. */
interface StaleDirectory {
  readonly applicationRowId: number;
  readonly directory: string;
}

/** The sweep of files, every quarter of an hour and when something was deleted; and what follows from a large move. */
export function defineFileJobs(jobs: Jobs, { database, sweep }: { database: Database; sweep: FileSweep }): void {
  jobs.define(sweepJob, { retryLimit: 5, concurrency: 1, expireInSeconds: 3600 }, ({ signal }) => sweep.run(signal));
  jobs.schedule(sweepJob, '*/15 * * * *');
  jobs.define<StaleDirectory>(
    searchJob,
    { retryLimit: 20, concurrency: 1, expireInSeconds: 3600 },
    ({ data, signal }) => tellSearch(database, data, signal),
  );
}

/** Has contents removed soon, once the transaction that takes them from their files has committed. */
export async function sendSweep(tx: Queryable, jobs: Jobs): Promise<void> {
  await jobs.send(tx, sweepJob, {}, { singletonKey: 'now' });
}

/** Has search told of a large directory's new place, once the transaction that moves it has committed. */
export async function sendTellSearch(tx: Queryable, jobs: Jobs, stale: StaleDirectory): Promise<void> {
  await jobs.send(tx, searchJob, stale);
}
