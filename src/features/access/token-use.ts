import type { Database } from '../../platform/database/database.ts';
import { storeLastUses } from './store.ts';

/** Precise enough to tell a forgotten token from one in use, and one small write a minute however many calls come. */
const flushMs = 60_000;
/** Tokens remembered between two writes; more would only make an old time stay a minute longer. */
const maxTokens = 20_000;

/** Keeps when each token was used last, written once a minute and at shutdown. */
export class TokenUse {
  readonly #database: Database;
  readonly #now: () => number;
  readonly #onError: (error: unknown) => void;
  readonly #used = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined;

  constructor(options: { database: Database; now: () => number; onError: (error: unknown) => void }) {
    this.#database = options.database;
    this.#now = options.now;
    this.#onError = options.onError;
  }

  start(): void {
    this.#timer = setInterval(() => void this.flush().catch(this.#onError), flushMs);
    this.#timer.unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.flush();
  }

  note(tokenId: string): void {
    if (this.#used.size < maxTokens || this.#used.has(tokenId)) this.#used.set(tokenId, this.#now());
  }

  /** Writes what has been noted, so that whoever reads the tokens next sees it. */
  async flush(): Promise<void> {
    if (this.#used.size === 0) return;
    const uses = [...this.#used].map(([tokenId, at]) => ({ tokenId, at }));
    this.#used.clear();
    await storeLastUses(this.#database.kysely, uses);
  }
}
