import { setTimeout as sleep } from 'node:timers/promises';
import type { Database, Queryable } from '../../platform/database/database.ts';
import { isDataError } from '../../platform/database/errors.ts';
import { GroupCommit } from '../../platform/database/group-commit.ts';
import { inTransaction } from '../../platform/database/transaction.ts';
import { transactionBytes } from '../../platform/database/transaction-bytes.ts';
import type { ApplicationLog } from '../application-log/index.ts';
import type { UsageCounter } from '../usage/index.ts';
import type { IncomingMessage } from './links/link.ts';
import type { IntegrationType } from './schemas.ts';

/** Messages that the other side would not send again, and that may wait here (resources.md, "Integrations"). */
const maxWaiting = 10_000;
/** So that large ones do not take the memory that so many small ones may. */
const maxWaitingBytes = 16 * 1024 * 1024;
/** Messages of one transaction. */
const maxBatch = 500;
/** No workflow takes more; what is larger is dropped. */
const maxMessageBytes = 256 * 1024;
const retryMs = 1_000;

/** Whose message it is. */
export interface MessageOrigin {
  readonly rowId: number;
  readonly integrationId: string;
  readonly applicationRowId: number;
  readonly applicationId: string;
  readonly type: IntegrationType;
  readonly name: string;
}

/** A message that an integration has delivered, or what has become of its connection: `data` is a `ConnectionEvent` then. */
export interface IntegrationMessage {
  readonly applicationRowId: number;
  readonly applicationId: string;
  readonly integrationId: string;
  readonly type: IntegrationType;
  /** `data` of the trigger `integration`, whose key is the integration's id (resources.md, "Integrations"). */
  readonly data: Readonly<Record<string, unknown>>;
  /** The version of a workflow that the message itself asks for. */
  readonly flowVersion?: string;
  /** Epoch ms. */
  readonly receivedAt: number;
}

/**
 * Takes messages, in their order, on the transaction that makes them durable: once it has committed they are acknowledged to
 * the other side. A listener that rejects keeps all of them from being acknowledged; they are then tried again. What it does
 * must be short, and nothing outside of the transaction.
 */
export type IntegrationMessageListener = (tx: Queryable, messages: readonly IntegrationMessage[]) => Promise<void>;

/** What has become of a connection (workflows.md, "2. Triggers", `integration`); `error` says why, where something failed. */
export interface ConnectionEvent {
  readonly type: 'connect' | 'disconnect' | 'failure';
  readonly error?: string;
}

/** Asked before a message is stored; undefined: there is room. What it returns rejects when the server stops. */
export type MessageGate = (
  message: Pick<IntegrationMessage, 'applicationRowId' | 'integrationId' | 'flowVersion'>,
) => Promise<void> | undefined;

/** What became of a message. */
export type Taken = 'taken' | 'dropped';

interface IntegrationMessagesOptions {
  readonly database: Database;
  readonly counter: UsageCounter;
  readonly applicationLog: ApplicationLog;
  readonly now: () => number;
  readonly onError: (error: unknown) => void;
}

/** The way of messages from connections to whoever is triggered by them. */
export class IntegrationMessages {
  readonly #options: IntegrationMessagesOptions;
  readonly #listeners: IntegrationMessageListener[] = [];
  #gate: MessageGate | undefined;
  readonly #commit: GroupCommit<IntegrationMessage & { readonly bytes: number }>;
  /** Of messages that nobody keeps for us, by integration. */
  readonly #waiting = new Map<number, { messages: number; bytes: number }>();

  constructor(options: IntegrationMessagesOptions) {
    this.#options = options;
    this.#commit = new GroupCommit({
      commit: (messages) => inTransaction(options.database, (tx) => this.#tell(tx, messages)),
      maxBatch,
      // Bounded where they come from: each connection waits for what is acknowledged, and counts what is not.
      maxQueued: Number.MAX_SAFE_INTEGER,
      // In their order.
      concurrency: 1,
      isItemError: isDataError,
      weigh: ({ bytes }) => bytes,
      maxBatchWeight: transactionBytes[options.database.kind],
    });
  }

  /** Has a listener take every message from now on; to be called when features are created. */
  listen(listener: IntegrationMessageListener): void {
    this.#listeners.push(listener);
  }

  /** Has messages wait where somebody cannot take more; to be called when features are created. */
  holdBack(gate: MessageGate): void {
    this.#gate = gate;
  }

  /**
   * Takes a message. Resolves at once for one that the other side does not keep, otherwise once it is durable.
   *
   * @param signal ends the wait: it then rejects, and the message must not be acknowledged
   */
  async take(origin: MessageOrigin, message: IncomingMessage, signal: AbortSignal): Promise<Taken> {
    if (message.bytes > maxMessageBytes) {
      this.#logDropped(origin, message, `it is larger than ${maxMessageBytes} bytes`);
      return 'dropped';
    }
    if (message.isAcknowledged) return this.#store(origin, message, signal);
    const waiting = this.#waiting.get(origin.rowId) ?? { messages: 0, bytes: 0 };
    if (waiting.messages >= maxWaiting || waiting.bytes + message.bytes > maxWaitingBytes) {
      this.#logDropped(origin, message, 'too many are waiting to be processed');
      return 'dropped';
    }
    this.#waiting.set(origin.rowId, waiting);
    waiting.messages += 1;
    waiting.bytes += message.bytes;
    void this.#store(origin, message, signal)
      // Its connection is gone, and with it whoever would be told.
      .catch(() => {})
      .finally(() => {
        waiting.messages -= 1;
        waiting.bytes -= message.bytes;
        if (waiting.messages === 0) this.#waiting.delete(origin.rowId);
      });
    return 'taken';
  }

  /** Tells the owner of something that could not be read as a message. */
  refuse(origin: MessageOrigin, topic: string, reason: string): void {
    this.#logDropped(origin, { topic }, reason);
  }

  /**
   * Tells what has become of a connection, after the messages that came before. It is told once: what the database refuses is
   * reported, and not tried again.
   */
  tell({ applicationRowId, applicationId, integrationId, type }: MessageOrigin, event: ConnectionEvent): void {
    if (this.#listeners.length === 0) return;
    const receivedAt = this.#options.now();
    this.#commit
      .add({ applicationRowId, applicationId, integrationId, type, data: { ...event }, bytes: 0, receivedAt })
      .catch(this.#options.onError);
  }

  /** Resolves when nothing waits. For the end: connections should have been closed before. */
  drain(): Promise<void> {
    return this.#commit.drain();
  }

  async #store(origin: MessageOrigin, message: IncomingMessage, signal: AbortSignal): Promise<Taken> {
    const { applicationRowId, applicationId, integrationId, type } = origin;
    const { data, bytes, flowVersion } = message;
    const receivedAt = this.#options.now();
    const item = {
      applicationRowId,
      applicationId,
      integrationId,
      type,
      data,
      bytes,
      receivedAt,
      ...(flowVersion === undefined ? {} : { flowVersion }),
    };
    const held = this.#gate?.(item);
    if (held) await untilAborted(held, signal);
    while (this.#listeners.length > 0) {
      try {
        await this.#commit.add(item);
        break;
      } catch (error) {
        if (isDataError(error)) {
          this.#logDropped(origin, message, 'it cannot be stored');
          return 'dropped';
        }
        this.#options.onError(error);
        // The database may be back soon; meanwhile the other side keeps what it has.
        await sleep(retryMs, undefined, { signal });
      }
    }
    this.#options.counter.add({ applicationRowId, deviceRowId: 0, type: 'integration', source: `integration.${type}` });
    this.#options.applicationLog.write(applicationId, () => ({
      level: 'info',
      type: 'integration',
      message: `The integration “${origin.name}” received a message on ${message.topic}.`,
      details: { integrationId, topic: message.topic, bytes },
    }));
    return 'taken';
  }

  async #tell(tx: Queryable, messages: readonly IntegrationMessage[]): Promise<void> {
    for (const listener of this.#listeners) await listener(tx, messages);
  }

  #logDropped(
    { applicationId, integrationId, name }: MessageOrigin,
    { topic, bytes }: Pick<IncomingMessage, 'topic'> & Partial<Pick<IncomingMessage, 'bytes'>>,
    reason: string,
  ): void {
    this.#options.applicationLog.write(applicationId, () => ({
      level: 'warn',
      type: 'integration',
      message: `A message on ${topic} that the integration “${name}” received was dropped: ${reason}.`,
      details: { integrationId, topic, ...(bytes === undefined ? {} : { bytes }) },
    }));
  }
}

/** Waits, unless the signal aborts before. */
async function untilAborted(waited: Promise<void>, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  let abort = (): void => {};
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
  });
  try {
    await Promise.race([waited, aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
