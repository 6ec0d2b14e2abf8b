import { setTimeout as sleep } from 'node:timers/promises';
import { AppError, notFound } from '../../kernel/errors.ts';
import type { LogEntry } from '../../kernel/events.ts';
import type { Database, Queryable } from '../../platform/database/database.ts';
import { afterCommit, inTransaction } from '../../platform/database/transaction.ts';
import type { ApplicationLog } from '../application-log/index.ts';
import type { OutgoingMessage } from './links/link.ts';
import {
  countDiscarded,
  insertMessage,
  listExpired,
  readOutcome,
  removeExpired,
  removeMessages,
} from './outbox-store.ts';
import { integrationResource } from './resource.ts';
import type { Outbox } from './schemas.ts';

/** All that one outbox may hold, whatever its owner says. */
const maxBytes = 16 * 1024 * 1024;
/** How long a message waits for a connection that does not keep messages (resources.md, "Integrations"). */
const connectionMs = 5_000;
const pollMs = 100;
/** Expired messages of integrations are looked for now and then. */
const sweepMs = 30_000;

/** The integration that a message is published through. */
export interface OutboxOwner {
  readonly rowId: number;
  readonly integrationId: string;
  readonly applicationRowId: number;
  readonly applicationId: string;
  readonly name: string;
  readonly enabled: boolean;
  readonly outbox: Outbox;
}

interface IntegrationOutboxOptions {
  readonly database: Database;
  readonly applicationLog: ApplicationLog;
  readonly now: () => number;
  readonly onError: (error: unknown) => void;
  /** Has the connection look, if this server holds it. */
  readonly wake: (rowId: number) => void;
}

/**
 * Messages on their way out. Each is a row until the other side has it, whichever server holds the connection; what cannot
 * be handed over waits or fails, as the integration's `outbox` says.
 */
export class IntegrationOutbox {
  readonly #options: IntegrationOutboxOptions;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: IntegrationOutboxOptions) {
    this.#options = options;
  }

  start(): void {
    this.#timer = setInterval(() => void this.sweep().catch(this.#options.onError), sweepMs);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /**
   * Publishes a message. Resolves with `queued` once it is kept, where the outbox keeps messages; otherwise with `sent`, once
   * the other side has it.
   *
   * @throws AppError Conflict when the integration is disabled, also while the message waits, NotFound when it is deleted meanwhile,
   *   Throttled when its outbox is full, Unavailable when there is no connection within five seconds, Validation when the other side refuses the message
   */
  async publish(owner: OutboxOwner, message: OutgoingMessage): Promise<'sent' | 'queued'> {
    const { database, now } = this.#options;
    const keeps = owner.outbox.mode === 'keep';
    const key = await inTransaction(database, (tx) => this.#insert(tx, owner, message, { awaited: !keeps }));
    if (keeps) return 'queued';
    const deadline = now() + connectionMs;
    try {
      for (;;) {
        const outcome = await readOutcome(database.kysely, owner.rowId, key);
        if (outcome.state === 'sent') return 'sent';
        if (outcome.state === 'failed') throw new AppError('Validation', outcome.error);
        if (outcome.state === 'deleted') throw notFound(integrationResource.label);
        if (outcome.state === 'disabled') throw disabled();
        if (now() >= deadline) break;
        await sleep(pollMs);
      }
    } catch (error) {
      await this.#discard(owner, key, message, error instanceof AppError ? error.message : 'the server failed');
      throw error;
    }
    // The connection may have taken it in this very moment.
    if (!(await this.#discard(owner, key, message, 'it is not connected'))) return 'sent';
    throw new AppError('Unavailable', 'The integration is not connected; its status says why', { retryAfter: 5 });
  }

  /**
   * Puts a message into the outbox on the transaction of its cause; it goes out after the commit. For who does not wait:
   * without `keep` it is dropped when it could not be handed over within five seconds.
   *
   * @throws AppError Conflict when the integration is disabled, Throttled when its outbox is full
   */
  async queue(tx: Queryable, owner: OutboxOwner, message: OutgoingMessage): Promise<void> {
    await this.#insert(tx, owner, message, { awaited: false });
  }

  async #insert(
    tx: Queryable,
    owner: OutboxOwner,
    message: OutgoingMessage,
    { awaited }: { awaited: boolean },
  ): Promise<number> {
    const { now, wake } = this.#options;
    if (!owner.enabled) throw disabled();
    const keeps = owner.outbox.mode === 'keep';
    const lifeMs = keeps ? owner.outbox.maxAge * 1000 : connectionMs;
    const key = await insertMessage(
      tx,
      {
        rowId: owner.rowId,
        applicationRowId: owner.applicationRowId,
        message,
        bytes: message.payload.byteLength + message.topic.length,
        awaited,
        expiresAt: new Date(now() + lifeMs),
        now: new Date(now()),
      },
      { maxMessages: owner.outbox.maxMessages, maxBytes },
    );
    if (key === undefined) {
      const advice = 'the other side takes messages more slowly than they are published';
      throw new AppError('Throttled', `The integration’s outbox is full: ${advice}`, { retryAfter: 5 });
    }
    afterCommit(tx, () => wake(owner.rowId));
    return key;
  }

  /** Takes out what has waited too long, of every integration. */
  async sweep(): Promise<void> {
    const { database, now } = this.#options;
    const time = new Date(now());
    for (const rowId of await listExpired(database.kysely, time)) {
      await inTransaction(database, async (tx) => {
        const removed = await removeExpired(tx, rowId, time);
        if (removed > 0) await countDiscarded(tx, rowId, removed);
      });
    }
  }

  async #discard(owner: OutboxOwner, key: number, message: OutgoingMessage, reason: string): Promise<boolean> {
    const { database, applicationLog } = this.#options;
    const { rowId, applicationId, integrationId, name } = owner;
    const removed = await inTransaction(database, async (tx) => {
      const count = await removeMessages(tx, rowId, [key]);
      if (count > 0) await countDiscarded(tx, rowId, count);
      return count;
    });
    if (removed === 0) return false;
    applicationLog.write(applicationId, () => discardedLine({ integrationId, name, topic: message.topic, reason }));
    return true;
  }
}

function disabled(): AppError {
  return new AppError('Conflict', 'The integration is disabled');
}

/** The line of the log about a message that was not published. */
export function discardedLine({
  integrationId,
  name,
  topic,
  reason,
}: {
  integrationId: string;
  name: string;
  topic: string;
  reason: string;
}): Omit<LogEntry, 'applicationId'> {
  return {
    level: 'warn',
    type: 'integration',
    message: `A message to ${topic} was not published by the integration “${name}”: ${reason}.`,
    details: { integrationId, topic },
  };
}
