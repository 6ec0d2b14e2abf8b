import { setImmediate } from 'node:timers/promises';
import type { Queryable } from '../database/database.ts';

/** How long a transaction of an import goes on taking records, ms: on the embedded database everybody waits for it. */
const stepMs = 20;

/**
 * The transactions in which the records of a bundle are stored: one for all of them, or many short ones (see `inOneStep` and
 * `inShortSteps`). Kinds need not know which.
 */
export interface ImportSteps {
  /** Does what must be whole. */
  run<Result>(work: (tx: Queryable) => Promise<Result>): Promise<Result>;
  /**
   * Does the work for each item, those among them that it adds itself, one after the other: each is whole, and several may be in
   * one transaction.
   */
  each<Item>(items: readonly Item[], work: (tx: Queryable, item: Item) => Promise<void>): Promise<void>;
}

/** Everything in the given transaction. */
export function inOneStep(tx: Queryable): ImportSteps {
  return {
    run: (work) => work(tx),
    async each(items, work) {
      for (const item of items) await work(tx, item);
    },
  };
}

/**
 * A transaction for each moment's work, and a turn for everybody else between two.
 *
 * @param begin runs work in a transaction of its own
 */
export function inShortSteps(
  begin: <Result>(work: (tx: Queryable) => Promise<Result>) => Promise<Result>,
): ImportSteps {
  return {
    run: begin,
    async each(items, work) {
      for (let next = 0; next < items.length; ) {
        await begin(async (tx) => {
          const since = performance.now();
          do {
            await work(tx, items[next] as (typeof items)[number]);
            next += 1;
          } while (next < items.length && performance.now() - since < stepMs);
        });
        await setImmediate();
      }
    },
  };
}
