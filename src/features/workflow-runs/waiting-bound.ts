import { AppError } from '../../kernel/errors.ts';
import type { Database } from '../../platform/database/database.ts';
import { countWaiting } from './occurrence-store.ts';

/** How long a count holds: what comes in between may go beyond the bound. */
const countMs = 1_000;

/** How much waits in each application, and whether more may come (workflows.md, "8. Durability and isolation (ours)"). */
export class WaitingBound {
  readonly #database: Database;
  readonly #most: number;
  readonly #onError: (error: unknown) => void;
  #full = new Set<number>();
  #total = 0;
  #timer: NodeJS.Timeout | undefined;
  #waiters: { readonly applicationRowId: number; readonly resolve: () => void }[] = [];

  constructor(options: { database: Database; most: number; onError: (error: unknown) => void }) {
    this.#database = options.database;
    this.#most = options.most;
    this.#onError = options.onError;
  }

  start(): void {
    this.#timer = setInterval(() => void this.count().catch(this.#onError), countMs);
  }

  stop(): void {
    clearInterval(this.#timer);
    for (const { resolve } of this.#waiters.splice(0)) resolve();
  }

  /** What waits in all applications together. */
  get total(): number {
    return this.#total;
  }

  async count(): Promise<void> {
    const counts = await countWaiting(this.#database);
    this.#full = new Set([...counts].filter(([, count]) => count >= this.#most).map(([id]) => id));
    this.#total = [...counts.values()].reduce((sum, count) => sum + count, 0);
    const waiters = this.#waiters;
    this.#waiters = waiters.filter(({ applicationRowId }) => this.#full.has(applicationRowId));
    for (const waiter of waiters) if (!this.#full.has(waiter.applicationRowId)) waiter.resolve();
  }

  isFull(applicationRowId: number): boolean {
    return this.#full.has(applicationRowId);
  }

  /** @throws AppError Throttled */
  check(applicationRowId: number): void {
    if (!this.isFull(applicationRowId)) return;
    throw new AppError('Throttled', 'Too much waits for the workflows of the application', { retryAfter: 5 });
  }

  /** Resolves when there is room. */
  whenRoom(applicationRowId: number): Promise<void> {
    if (!this.isFull(applicationRowId)) return Promise.resolve();
    return new Promise((resolve) => this.#waiters.push({ applicationRowId, resolve }));
  }
}
