import { type Selectable, sql } from 'kysely';
import type { Database, Queryable } from '../../platform/database/database.ts';
import type { WebhookCallTable } from './tables.generated.ts';

export type WebhookCallRow = Selectable<WebhookCallTable>;

/** Calls of each webhook that are kept. */
const callsKept = 50;

/** A call as it is kept. */
export interface KeptCall {
  readonly id: string;
  readonly calledAt: Date;
  readonly address: string;
  readonly method: string;
  readonly path: string;
  /** Text of a `KeptRequest`. */
  readonly request: string;
  readonly bodyBytes: number;
  readonly responseCode: number | null;
}

/**
 * Keeps a call and forgets the oldest beyond `callsKept`.
 *
 * @returns whether the webhook is enabled, which it stays until the transaction ends; undefined when it has been deleted
 * meanwhile. Nothing is kept unless it is enabled.
 */
export async function insertCall(tx: Queryable, webhookRowId: number, call: KeptCall): Promise<boolean | undefined> {
  const { rows } = await sql<{ enabled: boolean }>`
    with webhook as materialized (
      select webhook_row_id, enabled from webhook where webhook_row_id = ${webhookRowId} for key share
    ), forgotten as (
      delete from webhook_call where webhook_row_id = ${webhookRowId} and webhook_call_row_id <= (
        select webhook_call_row_id from webhook_call where webhook_row_id = ${webhookRowId}
        order by webhook_call_row_id desc offset ${callsKept - 1} limit 1)
    ), kept as (
      insert into webhook_call
        (webhook_row_id, id, called_at, address, method, path, request, body_bytes, response_code)
      select webhook_row_id, ${call.id}, ${call.calledAt}::timestamptz, ${call.address}, ${call.method}, ${call.path},
        ${call.request}, ${call.bodyBytes}::integer, ${call.responseCode}::integer
      from webhook where enabled
    )
    select enabled from webhook`.execute(tx);
  return rows[0]?.enabled;
}

/** Notes what a call that had to wait was answered. */
export async function setResponseCode(db: Queryable, callId: string, responseCode: number): Promise<void> {
  await db.updateTable('webhook_call').set({ response_code: responseCode }).where('id', '=', callId).execute();
}

/** The kept calls of a webhook, newest first. */
export function listCalls(db: Database['kysely'], webhookRowId: number): Promise<WebhookCallRow[]> {
  return db
    .selectFrom('webhook_call')
    .where('webhook_row_id', '=', webhookRowId)
    .orderBy('webhook_call_row_id', 'desc')
    .limit(callsKept)
    .selectAll()
    .execute();
}
