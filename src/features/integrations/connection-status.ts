import type { Database } from '../../platform/database/database.ts';
import { type LinkCounts, type LinkState, writeLinkState } from './link-store.ts';

/** resources.md, "Integrations": written at most so often, and at once on a change. */
const writeMs = 30_000;
const nothing: LinkCounts = { received: 0, dropped: 0, published: 0, discarded: 0 };

interface StatusWriterOptions {
  readonly database: Database;
  readonly holder: string;
  readonly rowId: number;
  readonly revision: number;
  readonly now: () => number;
  readonly onError: (error: unknown) => void;
}

/** How one connection is, and the writing of it: changes at once, signs of life and counts now and then. */
export class StatusWriter {
  readonly #options: StatusWriterOptions;
  readonly #timer: NodeJS.Timeout;
  #state: LinkState = {
    connected: false,
    connectedAt: null,
    disconnectedAt: null,
    error: null,
    nextAttemptAt: null,
    lastKeepAlive: null,
  };
  #counts = nothing;
  #isDirty = false;
  #writing: Promise<void> | undefined;

  constructor(options: StatusWriterOptions) {
    this.#options = options;
    this.#timer = setInterval(() => this.#write(), writeMs);
    this.#timer.unref();
  }

  get connected(): boolean {
    return this.#state.connected;
  }

  /** How long the connection has stood; 0 without one. */
  get connectedForMs(): number {
    const { connected, connectedAt } = this.#state;
    return connected && connectedAt ? this.#options.now() - connectedAt.getTime() : 0;
  }

  connect(): void {
    const time = new Date(this.#options.now());
    this.#change({ connected: true, connectedAt: time, error: null, nextAttemptAt: null, lastKeepAlive: time });
    this.#write();
  }

  disconnected(error: string, waitMs: number): void {
    const time = this.#options.now();
    const disconnectedAt = new Date(time);
    this.#change({ connected: false, disconnectedAt, error, nextAttemptAt: new Date(time + waitMs) });
    this.#write();
  }

  alive(): void {
    this.#change({ lastKeepAlive: new Date(this.#options.now()) });
  }

  count(what: keyof LinkCounts, count = 1): void {
    this.#counts = { ...this.#counts, [what]: this.#counts[what] + count };
    this.#isDirty = true;
  }

  /** Writes the last of it. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    if (this.#state.connected) this.#change({ connected: false, disconnectedAt: new Date(this.#options.now()) });
    this.#write();
    await this.#writing;
  }

  #change(change: Partial<LinkState>): void {
    this.#state = { ...this.#state, ...change };
    this.#isDirty = true;
  }

  #write(): void {
    this.#writing ??= this.#writeAll().finally(() => {
      this.#writing = undefined;
    });
  }

  async #writeAll(): Promise<void> {
    const { database, holder, rowId, revision, onError } = this.#options;
    while (this.#isDirty) {
      this.#isDirty = false;
      const counts = this.#counts;
      this.#counts = nothing;
      try {
        await writeLinkState(database.kysely, { holder, rowId, revision }, this.#state, counts);
      } catch (error) {
        // What was counted is written with the next change.
        for (const what of Object.keys(counts) as (keyof LinkCounts)[]) this.count(what, counts[what]);
        onError(error);
        return;
      }
    }
  }
}
