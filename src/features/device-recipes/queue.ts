import { sql } from 'kysely';
import type { RetryPolicy } from '../../platform/durable/back-off.ts';
import { type Claim, DurableQueue } from '../../platform/durable/durable-queue.ts';

/** What a claim brings along. */
export interface ClaimedJob {
  readonly exportId: string;
  readonly applicationId: string;
}

/** One server's hold on a job that makes devices. */
export type JobClaim = Claim<number> & ClaimedJob;

/** Calls of `deviceRecipe.bulkCreate` that make more devices than one answer waits for. */
export const jobQueue = new DurableQueue<ClaimedJob>({
  table: 'device_recipe_job',
  key: 'device_recipe_job_row_id',
  turns: 'device_recipe_turn',
  states: { pending: 'pending', working: ['running'], retrying: 'pending', dead: 'failed' },
  order: 'device_recipe_job_row_id',
  join: sql`join application_directory a on a.application_row_id = d.application_row_id and a.deleted_at is null`,
  columns: sql`d.export_id as "exportId", a.id as "applicationId"`,
});

/** Of a job that does not get on: each step that is made starts the count anew. */
export const jobRetries: RetryPolicy = { firstMs: 1_000, maxMs: 60_000, maxAttempts: 8 };
