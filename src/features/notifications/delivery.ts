import type { Logger } from 'pino';
import { cutText } from '../../kernel/text.ts';
import type { Database, Queryable } from '../../platform/database/database.ts';
import { nextAttempt } from '../../platform/durable/back-off.ts';
import { ClaimLostError } from '../../platform/durable/claim-lost.ts';
import { type Attempt, LeasedRunner } from '../../platform/durable/leased-runner.ts';
import { type CallbackPolicy, CallbackRefusedError, postCallback } from '../../platform/http/callback.ts';
import type { Mailer } from '../../platform/mail/mailer.ts';
import type { SecretBox } from '../../platform/secrets/secret-box.ts';
import { type Channel, type ClaimedNotification, channels, type NotificationClaim, queues, retries } from './queues.ts';
import { findRuleByRowId, type RuleRow } from './rule-store.ts';
import { signBody } from './signature.ts';
import { findNotificationByKey, type NotificationRow } from './store.ts';
import { toCallBody, toMail } from './texts.ts';

/** A delivery waits for somebody else's server, ten seconds at most; of one application there is one at a time. */
const deliveriesAtOnce = 8;
/** Of all applications of one owner: a thousand whose receivers never answer must not hold the others'. */
const deliveriesOfOwner = 4;
const maxErrorLength = 1024;

export interface NotificationDeliveryOptions {
  readonly database: Database;
  readonly secrets: SecretBox;
  readonly mailer: Mailer;
  readonly callbackPolicy: CallbackPolicy;
  /** Where people reach this server; undefined where the operator does not say. */
  readonly base: string | undefined;
  readonly logger: Pick<Logger, 'warn'>;
  readonly onError: (error: unknown) => void;
  readonly now: () => number;
}

/** Trying again would not help. */
class PermanentError extends Error {}

/**
 * Delivers messages, at least once: a server that dies after it has been heard, and before it has noted that, delivers once
 * more under the same delivery id. What is given up stays `failed` with its error, and can be sent again.
 */
export class NotificationDelivery {
  readonly #options: NotificationDeliveryOptions;
  readonly #runners: readonly LeasedRunner<ClaimedNotification, number>[];

  constructor(options: NotificationDeliveryOptions) {
    const { database, onError, now } = options;
    this.#options = options;
    this.#runners = channels.map(
      (channel) =>
        new LeasedRunner({
          database,
          queue: queues[channel],
          concurrency: deliveriesAtOnce,
          placesPerOwner: deliveriesOfOwner,
          maxAttempts: retries.maxAttempts,
          work: (claim, attempt) => this.#deliver(channel, claim, attempt),
          fail: (claim, error) => this.#fail(channel, claim, error),
          onError,
          now,
        }),
    );
  }

  async start(): Promise<void> {
    await Promise.all(this.#runners.map((runner) => runner.start()));
  }

  async stop(): Promise<void> {
    await Promise.all(this.#runners.map((runner) => runner.stop()));
  }

  /** Looks at the queues now instead of at the next poll. */
  wake(): void {
    for (const runner of this.#runners) runner.wake();
  }

  /** Looks once the transaction, which has put something there, has committed. */
  wakeAfter(tx: Queryable): void {
    for (const runner of this.#runners) runner.wakeAfter(tx);
  }

  async #deliver(channel: Channel, claim: NotificationClaim, { signal }: Attempt): Promise<void> {
    const { database, mailer, base, now } = this.#options;
    const row = await findNotificationByKey(database.kysely, claim.key);
    const rule = row && (await findRuleByRowId(database.kysely, row.notification_rule_row_id));
    if (!row || !rule) throw new ClaimLostError();
    const end = (state: 'delivered' | 'cancelled') =>
      queues[channel].finish(database.kysely, claim, { state, now: new Date(now()) });
    if (!isWanted(row, rule)) {
      await end('cancelled');
      return;
    }
    const context = { applicationId: claim.applicationId, rule, base };
    if (channel === 'webhook') await this.#call(row, rule, toCallBody(row, context), signal);
    else if (mailer.isConfigured) await mailer.send(toMail(row, context));
    else throw new PermanentError('no mail server is configured (SIGNALBOX_SMTP_URL)');
    await end('delivered');
  }

  async #call(
    row: NotificationRow,
    { channels: { webhook } }: RuleRow,
    body: object,
    signal: AbortSignal,
  ): Promise<void> {
    const { callbackPolicy, secrets, now } = this.#options;
    if (!webhook) throw new ClaimLostError();
    await postCallback(webhook.url, body, callbackPolicy, {
      signal,
      field: 'webhook.url',
      headers: (bytes) => ({
        'signalbox-delivery': row.id,
        ...(webhook.secret === undefined
          ? {}
          : { 'signalbox-signature': signBody(bytes, secrets.open(webhook.secret), now()) }),
      }),
    });
  }

  async #fail(channel: Channel, claim: NotificationClaim, error: unknown): Promise<void> {
    const { database, logger, now } = this.#options;
    logger.warn({ err: error, notificationId: claim.notificationId }, 'a notification could not be delivered');
    const message = error instanceof Error ? error.message : String(error);
    const failure = { error: cutText(message, maxErrorLength), now: new Date(now()) };
    const permanent = error instanceof PermanentError || error instanceof CallbackRefusedError;
    const retryAt = permanent ? undefined : nextAttempt(retries, { attempts: claim.attempts, now: now() });
    if (retryAt) await queues[channel].retry(database.kysely, claim, { ...failure, retryAt });
    else await queues[channel].deadLetter(database.kysely, claim, failure);
  }
}

/** Whether the rule still tells whom the message is for. A test is sent by a rule that is disabled too. */
function isWanted(row: NotificationRow, { enabled, channels: { email, webhook } }: RuleRow): boolean {
  if (!enabled && row.reason !== 'test') return false;
  return row.channel === 'email' ? (email?.addresses.includes(row.target) ?? false) : webhook !== undefined;
}
