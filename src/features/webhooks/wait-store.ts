import { sql } from 'kysely';
import type { Database, Queryable } from '../../platform/database/database.ts';

/** Any number that nothing else uses as the first half of an advisory lock; the same on every server. */
const lockClass = 7_460_031;

/**
 * Makes the row of a request that waits, unless `max` of its application wait already. They are counted under a lock that
 * lasts as long as the transaction: two servers would otherwise both find room for the last one.
 */
export async function insertWait(
  tx: Queryable,
  wait: { replyId: string; applicationRowId: number; seconds: number; max: number },
): Promise<boolean> {
  const { applicationRowId } = wait;
  await sql`select pg_advisory_xact_lock(${lockClass}, ${applicationRowId}::bigint::integer)`.execute(tx);
  // What a server that was killed has left behind.
  await sql`delete from webhook_wait where application_row_id = ${applicationRowId} and expires_at < now()`.execute(tx);
  const { rows } = await sql`
    insert into webhook_wait (reply_id, application_row_id, expires_at)
    select ${wait.replyId}, ${applicationRowId}::bigint, now() + make_interval(secs => ${wait.seconds}::double precision)
    where (select count(*) from webhook_wait where application_row_id = ${applicationRowId}) < ${wait.max}::integer
    returning reply_id`.execute(tx);
  return rows.length > 0;
}

/** Leaves the answer for a request that waits; false when it no longer waits, has been replied to, or is another application's. */
export async function leaveAnswer(
  db: Queryable,
  reply: { replyId: string; applicationRowId: number; answer: string },
): Promise<boolean> {
  const rows = await db
    .updateTable('webhook_wait')
    .set({ answer: reply.answer })
    .where('reply_id', '=', reply.replyId)
    .where('application_row_id', '=', reply.applicationRowId)
    .where('answer', 'is', null)
    .returning('reply_id')
    .execute();
  return rows.length > 0;
}

/**
 * Leaves the same answer for all requests of a webhook that wait and have not been replied to.
 *
 * @returns their ids
 */
export async function leaveAnswerForAll(
  db: Queryable,
  { applicationRowId, webhookId, answer }: { applicationRowId: number; webhookId: string; answer: string },
): Promise<string[]> {
  const rows = await db
    .updateTable('webhook_wait')
    .set({ answer })
    .where('application_row_id', '=', applicationRowId)
    .where(sql<boolean>`starts_with(reply_id, ${`${webhookId}.`})`)
    .where('answer', 'is', null)
    .returning('reply_id')
    .execute();
  return rows.map((row) => row.reply_id);
}

/** The answers that have been left for these requests. */
export function findAnswers(database: Database, replyIds: readonly string[]) {
  return database.query<{ replyId: string; answer: string }>({
    sql: `select reply_id as "replyId", answer from webhook_wait where reply_id = any($1) and answer is not null`,
    parameters: [replyIds],
  });
}

/** Ends a wait: whoever replies later is too late. Returns the answer of whoever was in time. */
export function deleteWait(db: Queryable, replyId: string): Promise<{ answer: string | null } | undefined> {
  return db.deleteFrom('webhook_wait').where('reply_id', '=', replyId).returning('answer').executeTakeFirst();
}

/** Those of the applications that are deleted. */
export async function findDeleted(database: Database, applicationRowIds: readonly number[]): Promise<number[]> {
  const rows = await database.query<{ id: number }>({
    sql: `select w.id from unnest($1::bigint[]) as w (id) where not exists (
      select 1 from application_directory a where a.application_row_id = w.id and a.deleted_at is null)`,
    parameters: [applicationRowIds],
  });
  return rows.map(({ id }) => id);
}
