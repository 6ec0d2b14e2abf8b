import type { Jobs } from '../../platform/jobs/jobs.ts';
import type { EventChanges } from './changes.ts';

const cleanJob = 'events.clean';

/** Forgetting changes of many events that have ended; the changes themselves wait in a queue of their own. */
export function defineEventJobs(jobs: Jobs, changes: EventChanges): void {
  jobs.define(cleanJob, { retryLimit: 3, concurrency: 1, expireInSeconds: 600 }, () => changes.clean());
  jobs.schedule(cleanJob, '40 * * * *');
}
