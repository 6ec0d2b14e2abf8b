import type { Logger } from 'pino';
import { cutText } from '../../kernel/text.ts';
import type { Database, Queryable } from '../../platform/database/database.ts';
import { nextAttempt } from '../../platform/durable/back-off.ts';
import { ClaimLostError } from '../../platform/durable/claim-lost.ts';
import { type Attempt, LeasedRunner } from '../../platform/durable/leased-runner.ts';
import { type CallbackPolicy, postCallback } from '../../platform/http/callback.ts';
import type { Mailer } from '../../platform/mail/mailer.ts';
import type { SecretBox } from '../../platform/secrets/secret-box.ts';
import { type ClaimedExport, deliveryQueue, deliveryRetries, type ExportClaim } from './queues.ts';
import { linkOf } from './representation.ts';
import { type ExportRights, PermanentExportError } from './rights.ts';
import { type ExportRow, findExport, insertDelivery } from './store.ts';

/** A delivery waits for somebody else's server, ten seconds at most. */
const deliveriesAtOnce = 8;
/** Of all applications of one owner: a thousand whose receivers never answer must not hold the others'. */
const deliveriesOfOwner = 4;
const maxErrorLength = 1024;

export interface ExportDeliveryOptions {
  readonly database: Database;
  readonly rights: ExportRights;
  readonly secrets: SecretBox;
  readonly mailer: Mailer;
  readonly callbackPolicy: CallbackPolicy;
  readonly logger: Pick<Logger, 'warn'>;
  readonly onError: (error: unknown) => void;
  readonly now: () => number;
}

/**
 * Tells whoever is to be told that an export is done, or has failed: at least once, one delivery of an application at a
 * time. A delivery that is given up stays `failed` with its error.
 */
export class ExportDelivery {
  readonly #options: ExportDeliveryOptions;
  readonly #runner: LeasedRunner<ClaimedExport, number>;

  constructor(options: ExportDeliveryOptions) {
    const { database, onError, now } = options;
    this.#options = options;
    this.#runner = new LeasedRunner({
      database,
      queue: deliveryQueue,
      concurrency: deliveriesAtOnce,
      placesPerOwner: deliveriesOfOwner,
      maxAttempts: deliveryRetries.maxAttempts,
      work: (claim, attempt) => this.#deliver(claim, attempt),
      fail: (claim, error) => this.#fail(claim, error),
      onError,
      now,
    });
  }

  /** Queues the delivery, in the transaction that ends the export, unless nobody is to be told. */
  async queue(tx: Queryable, row: ExportRow): Promise<void> {
    if (row.email === null && row.callback_url === null) return;
    await insertDelivery(tx, row, new Date(this.#options.now()));
    this.#runner.wakeAfter(tx);
  }

  start(): Promise<void> {
    return this.#runner.start();
  }

  /** Looks at the queue now instead of at the next poll: something outside has changed what is due. */
  wake(): void {
    this.#runner.wake();
  }

  stop(): Promise<void> {
    return this.#runner.stop();
  }

  async #deliver(claim: ExportClaim, { signal }: Attempt): Promise<void> {
    const { database, mailer, callbackPolicy, rights, secrets, now } = this.#options;
    const row = await findExport(database.kysely, claim.key);
    if (!row) throw new ClaimLostError();
    if (row.state === 'done') await rights.requireEnd(row);
    const url = linkOf(row, secrets);
    if (row.callback_url !== null) {
      await postCallback(row.callback_url, toCallback(row, url), callbackPolicy, { signal });
    }
    if (row.email !== null) await mailer.send(toMail(row, url));
    await deliveryQueue.finish(database.kysely, claim, { state: 'delivered', now: new Date(now()) });
  }

  async #fail(claim: ExportClaim, error: unknown): Promise<void> {
    const { database, logger, now } = this.#options;
    logger.warn({ err: error, exportId: claim.exportId }, 'an export could not be delivered');
    const message = error instanceof Error ? error.message : String(error);
    const failure = { error: cutText(message, maxErrorLength), now: new Date(now()) };
    const permanent = error instanceof PermanentExportError;
    const retryAt = permanent ? undefined : nextAttempt(deliveryRetries, { attempts: claim.attempts, now: now() });
    if (retryAt) await deliveryQueue.retry(database.kysely, claim, { ...failure, retryAt });
    else await deliveryQueue.deadLetter(database.kysely, claim, failure);
  }
}

function toCallback(row: ExportRow, url: string | undefined) {
  return {
    jobId: row.id,
    state: row.state,
    ...(url === undefined ? {} : { url, expirationDate: row.expires_at?.toISOString() }),
    ...(row.state === 'done' ? { rows: row.rows, bytes: row.bytes } : { error: row.error }),
  };
}

function toMail(row: ExportRow, url: string | undefined) {
  const text =
    url === undefined
      ? `The export that was asked for on ${row.created_at.toISOString()} failed: ${row.error}.`
      : [
          `The export that was asked for on ${row.created_at.toISOString()} is ready: ${row.rows} rows of CSV.`,
          '',
          url,
          '',
          `Whoever has this link can fetch the file until ${row.expires_at?.toISOString()}.`,
        ].join('\n');
  return { to: row.email ?? '', subject: url === undefined ? 'Your export failed' : 'Your export is ready', text };
}
