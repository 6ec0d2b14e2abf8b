import { AsyncLocalStorage } from 'node:async_hooks';
import type { Queryable } from './database.ts';

/** Refuses, by throwing, a change of what is no longer as the caller has seen it; locks what it looks at. */
export type Precondition = (tx: Queryable) => Promise<void>;

interface Pending {
  readonly check: Precondition;
  /** A transaction has committed under it: what comes after that changes what the caller itself has made. */
  isSpent: boolean;
}

const pending = new AsyncLocalStorage<Pending>();

/**
 * Runs the work under a precondition: it is checked at the beginning of each transaction of the work until one has
 * committed, in that transaction, so that nobody can come between the check and the change.
 */
export function runUnderPrecondition<Result>(check: Precondition, work: () => Result): Result {
  return pending.run({ check, isSpent: false }, work);
}

/** The precondition that a transaction that begins now is under; `spend` is called when it has committed. */
export function currentPrecondition(): { readonly check: Precondition; readonly spend: () => void } | undefined {
  const current = pending.getStore();
  if (!current || current.isSpent) return undefined;
  return {
    check: current.check,
    spend: () => {
      current.isSpent = true;
    },
  };
}
