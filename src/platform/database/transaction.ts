import type { Database, Queryable } from './database.ts';

/** What is to happen once each open transaction has committed. */
const pending = new WeakMap<Queryable, (() => void)[]>();

/**
 * Runs `work` in one transaction: all of it is durable when this resolves, none of it when it rejects. Only then happens
 * what `work` has asked for with `afterCommit`, in the order in which it asked.
 */
export async function inTransaction<Result>(
  database: Pick<Database, 'kysely'>,
  work: (tx: Queryable) => Promise<Result>,
): Promise<Result> {
  const callbacks: (() => void)[] = [];
  const result = await database.kysely.transaction().execute((tx) => {
    pending.set(tx, callbacks);
    return work(tx);
  });
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
