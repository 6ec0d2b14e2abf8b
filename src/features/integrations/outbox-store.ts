import { sql } from 'kysely';
import type { Queryable } from '../../platform/database/database.ts';
import type { OutgoingMessage } from './links/link.ts';

/** A message that waits to be handed over. */
export interface OutboxMessage extends OutgoingMessage {
  readonly key: number;
  readonly bytes: number;
  readonly awaited: boolean;
  readonly attempts: number;
}

/** Bounds of one outbox. */
export interface OutboxBounds {
  readonly maxMessages: number;
  readonly maxBytes: number;
}

interface NewMessage {
  readonly rowId: number;
  readonly applicationRowId: number;
  readonly message: OutgoingMessage;
  readonly bytes: number;
  readonly awaited: boolean;
  readonly expiresAt: Date;
  readonly now: Date;
}

/** Puts a message at the end of the outbox; undefined when it is full. */
export async function insertMessage(
  tx: Queryable,
  { rowId, applicationRowId, message, bytes, awaited, expiresAt, now }: NewMessage,
  { maxMessages, maxBytes }: OutboxBounds,
): Promise<number | undefined> {
  // The row is held until the commit, so that messages come in the order of their keys.
  const { numAffectedRows } = await sql`update integration_link
    set waiting = waiting + 1, waiting_bytes = waiting_bytes + ${bytes}
    where integration_row_id = ${rowId} and waiting < ${maxMessages} and waiting_bytes + ${bytes} <= ${maxBytes}`.execute(
    tx,
  );
  if (Number(numAffectedRows ?? 0) === 0) return undefined;
  const { key } = await tx
    .insertInto('integration_message')
    .values({
      integration_row_id: rowId,
      application_row_id: applicationRowId,
      topic: message.topic,
      payload: message.payload,
      qos: message.qos,
      retain: message.retain,
      attributes: JSON.stringify(message.attributes),
      bytes,
      awaited,
      expires_at: expiresAt,
      created_at: now,
    })
    .returning('integration_message_row_id as key')
    .executeTakeFirstOrThrow();
  return key;
}

/** The next messages that are still to be sent, oldest first. */
export async function readMessages(
  db: Queryable,
  { rowId, limit, now }: { rowId: number; limit: number; now: Date },
): Promise<OutboxMessage[]> {
  const rows = await db
    .selectFrom('integration_message')
    .where('integration_row_id', '=', rowId)
    .where('error', 'is', null)
    .where('expires_at', '>', now)
    .orderBy('integration_message_row_id')
    .limit(limit)
    .selectAll()
    .execute();
  return rows.map((row) => ({
    key: row.integration_message_row_id,
    topic: row.topic,
    payload: row.payload,
    qos: row.qos as 0 | 1 | 2,
    retain: row.retain,
    attributes: row.attributes,
    bytes: row.bytes,
    awaited: row.awaited,
    attempts: row.attempts,
  }));
}

/** Takes messages out: they were handed over, or given up. */
export async function removeMessages(tx: Queryable, rowId: number, keys: readonly number[]): Promise<number> {
  if (keys.length === 0) return 0;
  const removed = await sql<{ bytes: number }>`delete from integration_message
    where integration_row_id = ${rowId} and integration_message_row_id = any(${keys}::bigint[])
    returning bytes`.execute(tx);
  return subtract(tx, rowId, removed.rows);
}

/** Whoever waits for a message takes it out itself, unless its server has died. */
const expired = (now: Date) => sql<boolean>`expires_at <= ${now}::timestamptz
  and (not awaited or expires_at <= ${now}::timestamptz - interval '1 minute')`;

/** Takes out what has waited too long. Returns how many. */
export async function removeExpired(tx: Queryable, rowId: number, now: Date): Promise<number> {
  const removed = await sql<{ bytes: number }>`delete from integration_message
    where integration_row_id = ${rowId} and ${expired(now)} returning bytes`.execute(tx);
  return subtract(tx, rowId, removed.rows);
}

async function subtract(tx: Queryable, rowId: number, removed: readonly { bytes: number }[]): Promise<number> {
  if (removed.length === 0) return 0;
  const bytes = removed.reduce((sum, row) => sum + row.bytes, 0);
  await sql`update integration_link set waiting = waiting - ${removed.length}, waiting_bytes = waiting_bytes - ${bytes}
    where integration_row_id = ${rowId}`.execute(tx);
  return removed.length;
}

/** Remembers that an attempt at each has begun. */
export async function countAttempts(db: Queryable, keys: readonly number[]): Promise<void> {
  await sql`update integration_message set attempts = attempts + 1
    where integration_message_row_id = any(${keys}::bigint[])`.execute(db);
}

/** Says why a message was given up, to whoever waits for it. */
export async function failMessage(db: Queryable, key: number, error: string): Promise<void> {
  await db.updateTable('integration_message').set({ error }).where('integration_message_row_id', '=', key).execute();
}

/** What has become of a message. `failed`: the other side will never take it. */
export type MessageOutcome =
  | { readonly state: 'waits' | 'sent' | 'disabled' | 'deleted' }
  | { readonly state: 'failed'; readonly error: string };

/** What has become of a message of an integration, which may be disabled or deleted meanwhile. */
export async function readOutcome(db: Queryable, rowId: number, key: number): Promise<MessageOutcome> {
  const row = await db
    .selectFrom('integration as i')
    .innerJoin('application_directory as a', 'a.application_row_id', 'i.application_row_id')
    .leftJoin('integration_message as m', (join) =>
      join.onRef('m.integration_row_id', '=', 'i.integration_row_id').on('m.integration_message_row_id', '=', key),
    )
    .where('i.integration_row_id', '=', rowId)
    .where('a.deleted_at', 'is', null)
    .select(['i.enabled', 'm.integration_message_row_id as key', 'm.error'])
    .executeTakeFirst();
  if (!row) return { state: 'deleted' };
  if (row.key === null) return { state: 'sent' };
  if (row.error !== null) return { state: 'failed', error: row.error };
  return { state: row.enabled ? 'waits' : 'disabled' };
}

/** Integrations with messages that have waited too long. */
export async function listExpired(db: Queryable, now: Date): Promise<number[]> {
  const rows = await db
    .selectFrom('integration_message')
    .where(expired(now))
    .select('integration_row_id')
    .distinct()
    .limit(100)
    .execute();
  return rows.map((row) => row.integration_row_id);
}

/** Adds to what was given up, for integrations that nobody holds. */
export async function countDiscarded(db: Queryable, rowId: number, count: number): Promise<void> {
  await sql`update integration_link set discarded = discarded + ${count}
    where integration_row_id = ${rowId}`.execute(db);
}
