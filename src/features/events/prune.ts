import { type SqlBool, sql } from 'kysely';
import type { Database } from '../../platform/database/database.ts';
import { inTransaction } from '../../platform/database/transaction.ts';
import type { IngestYield } from '../../platform/jobs/ingest-yield.ts';
import type { EventApplication, Events } from './events.ts';
import { findNextWithEvents, listResolved, lockEvents, type ResolvedPlace } from './store.ts';

/** Events of one transaction: long enough to pay for its commit, short enough that nobody waits for it. */
const eventsPerStep = 500;
/** An event may be created with a time so far ahead of its last update. */
const maxAheadMs = 24 * 3_600_000;

/**
 * Deletes the resolved events that nobody has changed since a time, application by application, as a call would: search, totals
 * and streams hear of it. Events that are not resolved stay, however old.
 *
 * @param options.before epoch ms
 */
export async function pruneEvents(
  database: Database,
  events: Events,
  options: { readonly before: number; readonly pace: IngestYield; readonly signal: AbortSignal },
): Promise<void> {
  for (let after = Number.MIN_SAFE_INTEGER; ; ) {
    const application = await findNextWithEvents(database.kysely, after);
    if (!application) return;
    after = application.applicationRowId;
    await pruneApplication(database, events, application, options);
  }
}

async function pruneApplication(
  database: Database,
  events: Events,
  application: EventApplication,
  { before, pace, signal }: { readonly before: number; readonly pace: IngestYield; readonly signal: AbortSignal },
): Promise<void> {
  const old = sql<SqlBool>`state = 'resolved' and updated_at < ${new Date(before)}`;
  for (let after: ResolvedPlace | undefined; ; ) {
    await pace.yieldToIngest(signal);
    const looked = { before: new Date(before + maxAheadMs), after, limit: eventsPerStep };
    const found = await listResolved(database.kysely, application.applicationRowId, looked);
    const rowIds = found.filter(({ updatedAt }) => updatedAt.getTime() < before).map(({ rowId }) => rowId);
    if (rowIds.length > 0) {
      await inTransaction(database, async (tx) => {
        // Somebody may have opened one again meanwhile.
        const locked = await lockEvents(tx, rowIds, old);
        const lockedIds = locked.map((row) => row.event_row_id);
        await events.delete(tx, application, lockedIds);
      });
    }
    if (found.length < eventsPerStep) return;
    after = found.at(-1);
  }
}
