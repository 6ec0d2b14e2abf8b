import { type Insertable, type Selectable, sql } from 'kysely';
import type { Queryable } from '../../platform/database/database.ts';
import type { Occurrence } from './occurrence.ts';
import type { NotificationTable } from './tables.generated.ts';

export type NotificationRow = Selectable<NotificationTable>;

/** What a message tells of at most; of more it says how many. */
const maxOccurrences = 100;

/** Makes whoever writes messages of the application wait for each other: they lock several rows in an order of their own. */
export async function lockOutbox(tx: Queryable, applicationRowId: number): Promise<void> {
  await sql`select pg_advisory_xact_lock(1852797289, ${applicationRowId % 2_147_483_647}::integer)`.execute(tx);
}

/**
 * Adds to a message that still collects; false when there is none.
 *
 * @param times.notBefore it is held back until then at least
 * @param times.notAfter only one that goes out by then
 */
export async function addToDigest(
  tx: Queryable,
  message: Pick<NotificationRow, 'notification_rule_row_id' | 'channel' | 'target' | 'reason'>,
  occurrence: Occurrence,
  { now, notBefore, notAfter }: { now: Date; notBefore: Date | null; notAfter: Date | null },
): Promise<boolean> {
  const later = sql`greatest(collects_until, ${notBefore}::timestamptz)`;
  const { numAffectedRows } = await sql`update notification set
      occurrences = case when jsonb_array_length(occurrences) < ${maxOccurrences}
        then occurrences || ${JSON.stringify([occurrence])}::jsonb else occurrences end,
      occurrence_count = occurrence_count + 1, collects_until = ${later}, next_attempt_at = ${later}
    where notification_row_id = (select notification_row_id from notification
      where notification_rule_row_id = ${message.notification_rule_row_id} and channel = ${message.channel}
        and target = ${message.target} and reason = ${message.reason} and state = 'pending' and collects_until > ${now}
        and (${notAfter}::timestamptz is null or collects_until <= ${notAfter})
      order by notification_row_id limit 1 for update)`.execute(tx);
  return Number(numAffectedRows ?? 0) > 0;
}

/** Messages of an application that wait to be delivered: a receiver that is away must not fill the database. */
const maxWaiting = 10_000;

/** Whether as many messages of the application wait as may. */
export async function isOutboxFull(tx: Queryable, applicationRowId: number): Promise<boolean> {
  const { rows } = await sql<{ count: number }>`select count(*) as count from (
      select from notification where application_row_id = ${applicationRowId}
        and state in ('pending', 'mailing', 'calling') limit ${maxWaiting}) waiting`.execute(tx);
  return (rows[0]?.count ?? 0) >= maxWaiting;
}

export function insertNotification(tx: Queryable, row: Insertable<NotificationTable>): Promise<NotificationRow> {
  return tx.insertInto('notification').values(row).returningAll().executeTakeFirstOrThrow();
}

/** When the message was made behind which there were so many others; null when there were not. */
export async function findNthNewest(
  tx: Queryable,
  message: Pick<NotificationRow, 'notification_rule_row_id' | 'channel' | 'target'>,
  count: number,
): Promise<Date | undefined> {
  const row = await tx
    .selectFrom('notification')
    .where('notification_rule_row_id', '=', message.notification_rule_row_id)
    .where('channel', '=', message.channel)
    .where('target', '=', message.target)
    .orderBy('created_at', 'desc')
    .offset(count - 1)
    .limit(1)
    .select('created_at')
    .executeTakeFirst();
  return row?.created_at;
}

export function findNotificationByKey(db: Queryable, key: number): Promise<NotificationRow | undefined> {
  return db.selectFrom('notification').where('notification_row_id', '=', key).selectAll().executeTakeFirst();
}

/** A message with its rule, as people see it. */
export type ListedNotification = NotificationRow & { readonly rule_id: string; readonly rule_name: string };

function selectListed(db: Queryable, applicationRowId: number) {
  return db
    .selectFrom('notification')
    .innerJoin('notification_rule as rule', 'rule.notification_rule_row_id', 'notification.notification_rule_row_id')
    .where('notification.application_row_id', '=', applicationRowId)
    .selectAll('notification')
    .select(['rule.id as rule_id', 'rule.name as rule_name']);
}

export function findNotification(
  db: Queryable,
  applicationRowId: number,
  id: string,
): Promise<ListedNotification | undefined> {
  return selectListed(db, applicationRowId).where('notification.id', '=', id).executeTakeFirst();
}

/** A page of messages, the newest first, and how many there are. */
export async function listNotifications(
  db: Queryable,
  applicationRowId: number,
  { state, ruleId, limit, offset }: { state?: string; ruleId?: string; limit: number; offset: number },
): Promise<{ rows: ListedNotification[]; totalCount: number }> {
  let query = selectListed(db, applicationRowId);
  if (ruleId !== undefined) query = query.where('rule.id', '=', ruleId);
  if (state === 'pending') query = query.where('notification.state', 'in', ['pending', 'mailing', 'calling']);
  else if (state !== undefined) query = query.where('notification.state', '=', state as 'failed');
  const rows = await query.orderBy('notification_row_id', 'desc').limit(limit).offset(offset).execute();
  const { count } = await query
    .clearSelect()
    .select((expression) => expression.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return { rows, totalCount: count };
}

/** Delivers a message again that was delivered, cancelled or given up. False when it is on its way. */
export async function sendAgain(tx: Queryable, key: number, now: Date): Promise<boolean> {
  const { numAffectedRows } = await sql`update notification set state = 'pending', attempts = 0, error = null,
      next_attempt_at = null, collects_until = null, updated_at = ${now}
    where notification_row_id = ${key} and state in ('delivered', 'failed', 'cancelled')`.execute(tx);
  return Number(numAffectedRows ?? 0) > 0;
}

/** The tags of an event's device. */
export async function findDeviceTags(tx: Queryable, applicationRowId: number, deviceId: string) {
  const row = await tx
    .selectFrom('device_directory')
    .where('application_row_id', '=', applicationRowId)
    .where('id', '=', deviceId)
    .select('tags')
    .executeTakeFirst();
  return row?.tags ?? [];
}

/** Has an event told of again from `dueAt` on. */
export async function insertReminder(
  tx: Queryable,
  reminder: { ruleRowId: number; eventId: string; applicationRowId: number; dueAt: Date; times: number },
): Promise<void> {
  const { ruleRowId, eventId, applicationRowId, dueAt, times } = reminder;
  await sql`insert into notification_reminder (notification_rule_row_id, event_id, application_row_id, due_at, times_left)
    values (${ruleRowId}, ${eventId}, ${applicationRowId}, ${dueAt}, ${times})
    on conflict (notification_rule_row_id, event_id) do update set due_at = excluded.due_at,
      times_left = excluded.times_left`.execute(tx);
}

/** A reminder that is due. */
export interface DueReminder {
  readonly ruleRowId: number;
  readonly eventId: string;
  readonly applicationRowId: number;
  readonly applicationId: string;
  readonly timesLeft: number;
}

/** Takes the reminder that has waited longest; other servers take others meanwhile. */
export async function takeReminder(tx: Queryable, now: Date): Promise<DueReminder | undefined> {
  const { rows } = await sql<DueReminder>`select r.notification_rule_row_id as "ruleRowId", r.event_id as "eventId",
      r.application_row_id as "applicationRowId", a.id as "applicationId", r.times_left as "timesLeft"
    from notification_reminder r
    join application_directory a on a.application_row_id = r.application_row_id and a.deleted_at is null
    where r.due_at <= ${now} order by r.due_at limit 1 for update of r skip locked`.execute(tx);
  return rows[0];
}

/** Puts a reminder off, or forgets it: `dueAt` undefined. */
export async function moveReminder(
  tx: Queryable,
  { ruleRowId, eventId, timesLeft }: DueReminder,
  dueAt: Date | undefined,
): Promise<void> {
  if (dueAt === undefined) {
    await sql`delete from notification_reminder
      where notification_rule_row_id = ${ruleRowId} and event_id = ${eventId}`.execute(tx);
  } else {
    await sql`update notification_reminder set due_at = ${dueAt}, times_left = ${timesLeft - 1}
      where notification_rule_row_id = ${ruleRowId} and event_id = ${eventId}`.execute(tx);
  }
}

/** Forgets messages that are of no use any more. */
export async function deleteOld(
  db: Queryable,
  { deliveredBefore, failedBefore }: { deliveredBefore: Date; failedBefore: Date },
): Promise<void> {
  await sql`delete from notification where updated_at < ${deliveredBefore} and state in ('delivered', 'cancelled')`.execute(
    db,
  );
  await sql`delete from notification where updated_at < ${failedBefore} and state = 'failed'`.execute(db);
}
