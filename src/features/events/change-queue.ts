import { sql } from 'kysely';
import type { RetryPolicy } from '../../platform/durable/back-off.ts';
import { type Claim, DurableQueue } from '../../platform/durable/durable-queue.ts';

/** What a claim brings along. */
export interface ClaimedChange {
  readonly changeId: string;
  readonly applicationId: string;
}

/** One attempt at a change of many events. */
export type EventChangeClaim = Claim<number> & ClaimedChange;

/** Changes of many events that are to be made. */
export const changeQueue = new DurableQueue<ClaimedChange>({
  table: 'event_change',
  key: 'event_change_row_id',
  turns: 'event_change_turn',
  states: { pending: 'pending', working: ['running'], retrying: 'pending', dead: 'failed' },
  order: 'event_change_row_id',
  join: sql`join application_directory a on a.application_row_id = d.application_row_id and a.deleted_at is null`,
  columns: sql`d.id as "changeId", a.id as "applicationId"`,
});
export const changeRetries: RetryPolicy = { firstMs: 5_000, maxMs: 300_000, maxAttempts: 8 };
