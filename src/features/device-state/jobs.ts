import type { Queryable } from '../../platform/database/database.ts';
import type { Jobs } from '../../platform/jobs/jobs.ts';
import type { Compaction } from './compaction.ts';
import { removeDataJob, type StateRemoval } from './removal.ts';

const compactionJob = 'device.compactHistory';

/**
 * Has days packed that are due already, such as when the setting has just been made. Without a key: a run that was killed counts
 * as running for hours.
 */
export async function queueCompaction(jobs: Jobs, tx: Queryable): Promise<void> {
  await jobs.send(tx, compactionJob, {});
}

/**
 * Declares the removal of device data, which goes on where it stopped, and the packing of days that are long past: once an
 * hour, on one server. To be called before the jobs start.
 */
export function defineStateJobs(
  jobs: Jobs,
  { removal, compaction }: { removal: StateRemoval; compaction: Compaction },
): void {
  jobs.define<{ keys: readonly number[] }>(
    removeDataJob,
    { retryLimit: 20, concurrency: 1, expireInSeconds: 3600 },
    async ({ data, signal }) => {
      for (const key of data.keys) await removal.run(key, signal);
    },
  );
  jobs.define(compactionJob, { retryLimit: 0, concurrency: 1, expireInSeconds: 6 * 3600 }, ({ signal }) =>
    compaction.run(signal),
  );
  jobs.schedule(compactionJob, '40 * * * *');
}
