import { type Origin, publicRelay } from '../../kernel/relay.ts';
import type { Database, Queryable } from '../../platform/database/database.ts';
import type { Jobs } from '../../platform/jobs/jobs.ts';
import type { FileSweep } from './sweep.ts';
import { tellSearch } from './tree.ts';

const sweepJob = 'file.sweep';
const searchJob = 'file.search';
const removalJob = 'file.remove';
/** Whoever deletes a large directory is done by then, as a rule, and the job finds nothing to do. */
const removalDelaySeconds = 15;

/** A directory whose entries search does not know at their new place yet. */
interface StaleDirectory {
  readonly applicationRowId: number;
  readonly directory: string;
}

/** A large directory whose deletion has begun. */
interface Removal {
  readonly applicationRowId: number;
  readonly applicationId: string;
  readonly id: string;
  /** Undefined in a job of a server that did not know it yet. */
  readonly origin?: Origin;
}

type FinishDeletion = (
  application: Pick<Removal, 'applicationRowId' | 'applicationId'>,
  id: string,
  options: { origin: Origin; signal: AbortSignal },
) => Promise<void>;

/** The sweep of files, every quarter of an hour and when something was deleted; and what follows from a large move or deletion. */
export function defineFileJobs(
  jobs: Jobs,
  { database, sweep, finishDeletion }: { database: Database; sweep: FileSweep; finishDeletion: FinishDeletion },
): void {
  jobs.define(sweepJob, { retryLimit: 5, concurrency: 1, expireInSeconds: 3600 }, ({ signal }) => sweep.run(signal));
  jobs.schedule(sweepJob, '*/15 * * * *');
  jobs.define<StaleDirectory>(
    searchJob,
    { retryLimit: 20, concurrency: 1, expireInSeconds: 3600 },
    ({ data, signal }) => tellSearch(database, data, signal),
  );
  jobs.define<Removal>(removalJob, { retryLimit: 20, concurrency: 1, expireInSeconds: 3600 }, ({ data, signal }) =>
    finishDeletion(data, data.id, { origin: data.origin ?? { relay: publicRelay }, signal }),
  );
}

/** Has a deletion come to its end, even if this server does not, once the transaction that begins it has committed. */
export async function sendRemoval(tx: Queryable, jobs: Jobs, removal: Removal): Promise<void> {
  await jobs.send(tx, removalJob, removal, { startAfterSeconds: removalDelaySeconds });
}

/** Has contents removed soon, once the transaction that takes them from their files has committed. */
export async function sendSweep(tx: Queryable, jobs: Jobs): Promise<void> {
  await jobs.send(tx, sweepJob, {}, { singletonKey: 'now' });
}

/** Has search told of a large directory's new place, once the transaction that moves it has committed. */
export async function sendTellSearch(tx: Queryable, jobs: Jobs, stale: StaleDirectory): Promise<void> {
  await jobs.send(tx, searchJob, stale);
}
