import type { Jobs } from '../../platform/jobs/jobs.ts';
import { removeDataJob, type StateRemoval } from './removal.ts';

/** Declares the removal of device data, which goes on where it stopped. To be called before the jobs start. */
export function defineStateJobs(jobs: Jobs, removal: StateRemoval): void {
  jobs.define<{ keys: readonly number[] }>(
    removeDataJob,
    { retryLimit: 20, concurrency: 1, expireInSeconds: 3600 },
    async ({ data, signal }) => {
      for (const key of data.keys) await removal.run(key, signal);
    },
  );
}
