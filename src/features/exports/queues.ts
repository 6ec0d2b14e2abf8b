import { sql } from 'kysely';
import type { RetryPolicy } from '../../platform/durable/back-off.ts';
import { type Claim, DurableQueue } from '../../platform/durable/durable-queue.ts';

/** One attempt at writing an export, or at telling of it. */
export type ExportClaim = Claim<number> & ClaimedExport;

/** What a claim brings along. */
export interface ClaimedExport {
  readonly exportId: string;
}

const unlessDeleted = sql`join application_directory a on a.application_row_id = d.application_row_id and a.deleted_at is null`;

/** Exports that are to be written; not those that another feature still prepares. */
export const exportQueue = new DurableQueue<ClaimedExport>({
  table: 'data_export',
  key: 'data_export_row_id',
  turns: 'export_turn',
  states: { pending: 'pending', working: ['running'], retrying: 'pending', dead: 'failed' },
  order: 'data_export_row_id',
  join: sql`${unlessDeleted} and d.is_prepared`,
  columns: sql`d.id as "exportId"`,
});
export const exportRetries: RetryPolicy = { firstMs: 5_000, maxMs: 60_000, maxAttempts: 3 };

/** Ended exports of which somebody is to be told. */
export const deliveryQueue = new DurableQueue<ClaimedExport>({
  table: 'export_delivery',
  key: 'data_export_row_id',
  turns: 'export_delivery_turn',
  states: { pending: 'pending', working: ['sending'], retrying: 'pending', dead: 'failed' },
  order: 'data_export_row_id',
  join: sql`join data_export e on e.data_export_row_id = d.data_export_row_id ${unlessDeleted}`,
  columns: sql`e.id as "exportId"`,
});
/** A receiver that is being deployed or restarted is back within minutes. */
export const deliveryRetries: RetryPolicy = { firstMs: 15_000, maxMs: 3_600_000, maxAttempts: 5 };
