import { setTimeout } from 'node:timers/promises';
import type { Database } from '../../platform/database/database.ts';
import { isDataError } from '../../platform/database/errors.ts';
import { GroupCommit } from '../../platform/database/group-commit.ts';
import { type ConnectionChange, connectionStatements, disconnectAll } from './store.ts';

/** A fleet that reconnects at once: five thousand devices come and go twice before anything is dropped. */
const maxQueued = 20_000;

/** A minute and a half of a database that is away, waiting longer each time. */
const maxAttempts = 15;
const maxWaitMs = 10_000;
/** The disk is looked at as often. */
const diskFullMs = 1_000;

/** Writes down who came and went: many changes, one transaction, in the order in which they happened. */
export class ConnectionLog {
  readonly #database: Database;
  readonly #queue: GroupCommit<ConnectionChange>;
  readonly #onError: (error: unknown) => void;
  #stopping = false;

  constructor(options: { database: Database; onError: (error: unknown) => void }) {
    const { database } = options;
    this.#database = database;
    this.#onError = options.onError;
    this.#queue = new GroupCommit<ConnectionChange>({
      maxBatch: 1000,
      maxQueued,
      // One at a time: a device's "connected" must not overtake its "disconnected".
      concurrency: 1,
      commit: (changes) => this.#write(changes),
    });
  }

  /** No device can be connected to a server that is only starting. */
  async start(time: number): Promise<number> {
    return disconnectAll(this.#database, time);
  }

  add(change: ConnectionChange): void {
    if (!this.#queue.hasRoom) return this.#onError(new Error('the connection log is full; a change was dropped'));
    this.#queue.add(change, (error) => {
      if (error !== undefined) this.#onError(error);
    });
  }

  /** Keeps trying while the database is away for a moment; what was lost would show a device connected for ever. */
  async #write(changes: readonly ConnectionChange[]): Promise<void> {
    // Devices may come and go while the disk is full; that is written once there is room again.
    while (this.#database.isDiskFull && !this.#stopping) await setTimeout(diskFullMs);
    for (let attempt = 1; ; attempt += 1) {
      try {
        await this.#database.batch(connectionStatements(changes));
        return;
      } catch (error) {
        if (isDataError(error) || attempt >= maxAttempts || this.#stopping) throw error;
        if (attempt === 1) this.#onError(error);
        await setTimeout(Math.min(100 * 2 ** attempt, maxWaitMs));
      }
    }
  }

  /** Resolves once everything added so far is written. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#queue.drain();
  }
}
