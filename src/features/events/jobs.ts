import type { Jobs } from '../../platform/jobs/jobs.ts';
import type { EventChanges } from './changes.ts';

const cleanJob = 'events.clean';
const pruneJob = 'events.prune';

/**
 * Forgetting changes of many events that have ended, and deleting events that have been resolved for long; the changes
 * themselves wait in a queue of their own.
 */
export function defineEventJobs(
  jobs: Jobs,
  { changes, prune }: { changes: EventChanges; prune: (signal: AbortSignal) => Promise<void> },
): void {
  jobs.define(cleanJob, { retryLimit: 3, concurrency: 1, expireInSeconds: 600 }, () => changes.clean());
  jobs.schedule(cleanJob, '40 * * * *');
  jobs.define(pruneJob, { retryLimit: 3, concurrency: 1, expireInSeconds: 6 * 3600 }, ({ signal }) => prune(signal));
  jobs.schedule(pruneJob, '40 2 * * *');
}
