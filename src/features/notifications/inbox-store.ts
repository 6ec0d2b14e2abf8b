import { type Selectable, sql } from 'kysely';
import type { Queryable } from '../../platform/database/database.ts';
import type { Occurrence } from './occurrence.ts';
import type { NotificationInboxTable } from './tables.generated.ts';

export type InboxRow = Selectable<NotificationInboxTable>;

export async function insertInboxEntry(
  tx: Queryable,
  entry: {
    id: string;
    applicationRowId: number;
    rule: { id: string; name: string };
    reason: string;
    occurrence: Occurrence;
    now: Date;
  },
): Promise<void> {
  await tx
    .insertInto('notification_inbox')
    .values({
      id: entry.id,
      application_row_id: entry.applicationRowId,
      rule_id: entry.rule.id,
      rule_name: entry.rule.name,
      reason: entry.reason,
      occurrence: JSON.stringify(entry.occurrence),
      created_at: entry.now,
    })
    .execute();
}

/** The newest entries of an application, or those before one. */
export function listInbox(
  db: Queryable,
  applicationRowId: number,
  { limit, before }: { limit: number; before?: number | undefined },
): Promise<InboxRow[]> {
  let query = db.selectFrom('notification_inbox').where('application_row_id', '=', applicationRowId).selectAll();
  if (before !== undefined) query = query.where('notification_inbox_row_id', '<', before);
  return query.orderBy('notification_inbox_row_id', 'desc').limit(limit).execute();
}

/** Up to where a user has read; 0: nothing. */
export async function readMark(db: Queryable, applicationRowId: number, userRowId: number): Promise<number> {
  const row = await db
    .selectFrom('notification_inbox_mark')
    .where('application_row_id', '=', applicationRowId)
    .where('user_row_id', '=', userRowId)
    .select('read_row_id')
    .executeTakeFirst();
  return row?.read_row_id ?? 0;
}

/** Moves the mark of a user on; never back, and never beyond what is there. */
export async function moveMark(
  tx: Queryable,
  applicationRowId: number,
  userRowId: number,
  upTo: number,
): Promise<void> {
  await sql`insert into notification_inbox_mark as mark (application_row_id, user_row_id, read_row_id)
    select ${applicationRowId}, ${userRowId}, coalesce(max(notification_inbox_row_id), 0) from notification_inbox
      where application_row_id = ${applicationRowId} and notification_inbox_row_id <= ${upTo}
    on conflict (application_row_id, user_row_id) do update
      set read_row_id = greatest(mark.read_row_id, excluded.read_row_id)`.execute(tx);
}

export async function countUnread(db: Queryable, applicationRowId: number, mark: number): Promise<number> {
  const { count } = await db
    .selectFrom('notification_inbox')
    .where('application_row_id', '=', applicationRowId)
    .where('notification_inbox_row_id', '>', mark)
    .select((expression) => expression.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return count;
}

/** Forgets entries that are old, and those of each application beyond the newest. */
export async function cleanInbox(db: Queryable, { before, kept }: { before: Date; kept: number }): Promise<void> {
  await sql`delete from notification_inbox where created_at < ${before}`.execute(db);
  await sql`delete from notification_inbox i using (
      select application_row_id, (array_agg(notification_inbox_row_id order by notification_inbox_row_id desc))[${kept}] as last
      from notification_inbox group by application_row_id having count(*) > ${kept}) full_inbox
    where i.application_row_id = full_inbox.application_row_id and i.notification_inbox_row_id < full_inbox.last`.execute(
    db,
  );
}
