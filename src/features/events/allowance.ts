import { AppError } from '../../kernel/errors.ts';
import type { Queryable } from '../../platform/database/database.ts';
import { takeAllowance } from './store.ts';

/** Where an application stands with its limit, after an event was created or refused. */
export interface EventAllowance {
  readonly limit: number;
  /** Events that it may still create now. */
  readonly remaining: number;
  /** Seconds until it may create all of them again. */
  readonly resetSeconds: number;
}

/**
 * How many events an application may create (resources.md, "Events"): so many at once, and then as many again in the time of
 * the window, evenly. Kept in the database, so that it holds for all servers together, and by its clock.
 */
export class EventLimit {
  readonly #limit: { readonly count: number; readonly windowMs: number } | null;

  constructor(options: { limit: { readonly count: number; readonly windowMs: number } | null }) {
    this.#limit = options.limit;
  }

  /**
   * Takes one event out of the application's allowance; given back when the transaction is rolled back.
   *
   * @param onAllowance told what is left, where there is a limit
   * @throws AppError Throttled when nothing is left
   */
  async take(
    tx: Queryable,
    applicationRowId: number,
    onAllowance?: (allowance: EventAllowance) => void,
  ): Promise<void> {
    if (this.#limit === null) return;
    const { count, windowMs } = this.#limit;
    const stepMs = windowMs / count;
    const result = await takeAllowance(tx, applicationRowId, { stepMs, windowMs });
    const remaining = result.taken ? Math.max(0, Math.floor((windowMs - result.resetMs) / stepMs)) : 0;
    onAllowance?.({ limit: count, remaining, resetSeconds: Math.ceil(result.resetMs / 1000) });
    if (!result.taken) {
      throw new AppError(
        'Throttled',
        `An application may create ${count} events in ${windowMs / 1000} s (SIGNALBOX_EVENT_LIMIT)`,
        { retryAfter: Math.max(1, Math.ceil(result.waitMs / 1000)) },
      );
    }
  }
}
