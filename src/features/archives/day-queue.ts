import { sql } from 'kysely';
import { type Claim, DurableQueue } from '../../platform/durable/durable-queue.ts';

/** What a claim of a day brings along. */
export interface ClaimedDay {
  readonly applicationId: string;
  readonly day: number;
  readonly id: string;
  readonly run: number;
}

/** One attempt at one day. */
export type DayClaim = Claim<string> & ClaimedDay;

/**
 * The days to archive, each a job: the night's day goes before what was asked for by its date, that before a backfill. A
 * day that has failed waits for its next attempt in the same state; there is always one, for a target that is gone for a
 * week must not leave a gap.
 */
export const dayQueue = new DurableQueue<ClaimedDay, string>({
  table: 'archive_day',
  key: 'id',
  turns: 'archive_turn',
  states: { pending: 'pending', working: ['exporting', 'uploaded'], retrying: 'failed', dead: 'failed' },
  urgency: 'priority',
  order: 'day',
  join: sql`join application_directory a on a.application_row_id = d.application_row_id and a.deleted_at is null`,
  columns: sql`a.id as "applicationId", d.day, d.id, d.run`,
});
