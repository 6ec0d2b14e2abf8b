import type { Database } from '../../platform/database/database.ts';
import { inTransaction } from '../../platform/database/transaction.ts';
import { LinkError, type Publish } from './links/link.ts';
import { countAttempts, failMessage, type OutboxMessage, readMessages, removeMessages } from './outbox-store.ts';

/** Messages on their way at the same time. */
const batchSize = 100;
/** A message with which the connection has broken so often is most likely the reason for it. */
const maxAttempts = 20;

interface OutboxPumpOptions {
  readonly database: Database;
  readonly rowId: number;
  readonly publish: Publish;
  readonly now: () => number;
  readonly onPublished: (count: number) => void;
  readonly onDiscarded: (message: OutboxMessage, reason: string) => void;
  readonly onError: (error: unknown) => void;
}

/** Hands the messages of one outbox over, oldest first, as long as its connection stands. */
export class OutboxPump {
  readonly #options: OutboxPumpOptions;
  #running: Promise<void> | undefined;
  #again = false;
  #stopped = false;

  constructor(options: OutboxPumpOptions) {
    this.#options = options;
  }

  /** Looks at the outbox now. */
  wake(): void {
    if (this.#stopped) return;
    this.#again = true;
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
    });
  }

  /** Begins nothing more; resolves when what is under way has ended. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
  }

  async #run(): Promise<void> {
    const { database, rowId, now, onError } = this.#options;
    try {
      while (this.#again && !this.#stopped) {
        this.#again = false;
        const messages = await readMessages(database.kysely, { rowId, limit: batchSize, now: new Date(now()) });
        if (messages.length === 0) continue;
        const isComplete = await this.#send(messages);
        // After a failure it goes on with whatever wakes it next.
        if (isComplete && messages.length === batchSize) this.#again = true;
      }
    } catch (error) {
      onError(error);
    }
  }

  /** False when some are still to be sent. */
  async #send(messages: readonly OutboxMessage[]): Promise<boolean> {
    const { database, rowId, publish, onPublished } = this.#options;
    const outcomes = await Promise.allSettled(messages.map((message) => publish(message)));
    const sent: number[] = [];
    const failed: { message: OutboxMessage; reason: string; isFinal: boolean }[] = [];
    for (const [index, outcome] of outcomes.entries()) {
      const message = messages[index] as OutboxMessage;
      if (outcome.status === 'fulfilled') sent.push(message.key);
      else failed.push({ message, ...describe(outcome.reason) });
    }
    await inTransaction(database, (tx) => removeMessages(tx, rowId, sent));
    onPublished(sent.length);
    const given = failed.filter(({ isFinal, message }) => isFinal || message.attempts + 1 >= maxAttempts);
    for (const { message, reason } of given) await this.#giveUp(message, reason);
    const again = failed.filter((each) => !given.includes(each));
    await countAttempts(
      database.kysely,
      again.map(({ message }) => message.key),
    );
    return again.length === 0;
  }

  async #giveUp(message: OutboxMessage, reason: string): Promise<void> {
    const { database, rowId, onDiscarded } = this.#options;
    // Whoever waits for it takes it out, and counts it.
    if (message.awaited) return failMessage(database.kysely, message.key, reason);
    await inTransaction(database, (tx) => removeMessages(tx, rowId, [message.key]));
    onDiscarded(message, reason);
  }
}

function describe(error: unknown): { reason: string; isFinal: boolean } {
  if (error instanceof LinkError) return { reason: error.message, isFinal: error.isFinal };
  return { reason: 'it could not be sent', isFinal: false };
}
