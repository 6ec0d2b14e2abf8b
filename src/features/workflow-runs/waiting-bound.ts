import { LRUCache } from 'lru-cache';
import { AppError } from '../../kernel/errors.ts';
import type { Database } from '../../platform/database/database.ts';
import { leaveLane } from '../../platform/database/lane.ts';
import { hasMoreWaiting } from './occurrence-store.ts';

/** How long an answer holds: what comes in between may go beyond the bound. */
const holdMs = 1_000;
/** Applications whose answer is kept. */
const maxKept = 10_000;

/** Whether more may wait in an application (workflows.md, "8. Durability and isolation (ours)"). */
export class WaitingBound {
  readonly #database: Database;
  readonly #most: number;
  readonly #full = new LRUCache<number, boolean>({ max: maxKept, ttl: holdMs, noDeleteOnStaleGet: true });
  readonly #asking = new Set<number>();

  constructor(options: { database: Database; most: number }) {
    this.#database = options.database;
    this.#most = options.most;
  }

  /** @throws AppError Throttled */
  async check(applicationRowId: number): Promise<void> {
    if (!(await this.isFull(applicationRowId))) return;
    throw new AppError('Throttled', 'Too much waits for the workflows of the application', { retryAfter: 5 });
  }

  /** What is known of it without asking. */
  peek(applicationRowId: number): boolean | undefined {
    return this.#full.get(applicationRowId);
  }

  /**
   * Whether as much waits as may, as far as is known: what was found out last, and found out anew meanwhile when that is old. For
   * those that come by the thousand and must not wait for an answer.
   */
  glance(applicationRowId: number): boolean {
    const known = this.#full.get(applicationRowId, { allowStale: true });
    if (!this.#full.has(applicationRowId) && !this.#asking.has(applicationRowId)) {
      this.#asking.add(applicationRowId);
      const asked = leaveLane(() => this.isFull(applicationRowId));
      // The next one asks again.
      asked.catch(() => undefined).finally(() => this.#asking.delete(applicationRowId));
    }
    return known ?? false;
  }

  /** Whether as much waits as may. Not to be asked in a transaction. */
  async isFull(applicationRowId: number): Promise<boolean> {
    const known = this.#full.get(applicationRowId);
    const isFull = known ?? (await hasMoreWaiting(this.#database, applicationRowId, this.#most));
    if (known === undefined) this.#full.set(applicationRowId, isFull);
    return isFull;
  }
}
