import type { Database, Queryable } from './database.ts';
import { currentPrecondition } from './precondition.ts';

/** What is to happen once each open transaction has committed. */
const pending = new WeakMap<Queryable, (() => void)[]>();

/**
 * Runs `work` in one transaction: all of it is durable when this resolves, none of it when it rejects. Only then happens
 * what `work` has asked for with `afterCommit`, in the order in which it asked. A precondition of the caller's
 * (precondition.ts) is checked in it first.
 */
export async function inTransaction<Result>(
  database: Pick<Database, 'kysely'>,
  work: (tx: Queryable) => Promise<Result>,
): Promise<Result> {
  const callbacks: (() => void)[] = [];
  const precondition = currentPrecondition();
  const result = await database.kysely.transaction().execute(async (tx) => {
    pending.set(tx, callbacks);
    await precondition?.check(tx);
    return work(tx);
  });
  precondition?.spend();
  for (const callback of callbacks) callback();
  return result;
}

/**
 * Calls back when the transaction has committed; never when it is rolled back.
 *
 * @throws Error when `tx` is no transaction of `inTransaction`: nobody would ever call back
 */
export function afterCommit(tx: Queryable, callback: () => void): void {
  const callbacks = pending.get(tx);
  if (!callbacks) throw new Error('afterCommit needs the transaction of inTransaction');
  callbacks.push(callback);
}
