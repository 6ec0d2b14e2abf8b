import { sql } from 'kysely';
import type { RetryPolicy } from '../../platform/durable/back-off.ts';
import { type Claim, DurableQueue } from '../../platform/durable/durable-queue.ts';

/** How a message is delivered. */
export type Channel = 'email' | 'webhook';

export const channels = ['email', 'webhook'] as const satisfies readonly Channel[];

/** One attempt at one message. */
export type NotificationClaim = Claim<number> & ClaimedNotification;

/** What a claim brings along. */
export interface ClaimedNotification {
  readonly notificationId: string;
  readonly applicationId: string;
}

function queueOf(channel: Channel, options: { working: string; turns: string }) {
  return new DurableQueue<ClaimedNotification>({
    table: 'notification',
    key: 'notification_row_id',
    turns: options.turns,
    states: { pending: 'pending', working: [options.working], retrying: 'pending', dead: 'failed' },
    order: 'notification_row_id',
    join: sql`join application_directory a on a.application_row_id = d.application_row_id and a.deleted_at is null
      and d.channel = ${sql.lit(channel)}`,
    columns: sql`d.id as "notificationId", a.id as "applicationId"`,
  });
}

/** Each channel has a queue and turns of its own: a receiver that does not respond holds up no mails. */
export const queues: Readonly<Record<Channel, DurableQueue<ClaimedNotification>>> = {
  email: queueOf('email', { working: 'mailing', turns: 'notification_mail_turn' }),
  webhook: queueOf('webhook', { working: 'calling', turns: 'notification_call_turn' }),
};

/** A receiver may be away for some hours: the attempts spread over about five. */
export const retries: RetryPolicy = { firstMs: 10_000, maxMs: 3_600_000, maxAttempts: 14 };
