import type { Database, Queryable } from './database.ts';
import { currentPrecondition } from './precondition.ts';

/** What is to happen at the end of each open transaction: as the last of it, and once it has committed. */
const pending = new WeakMap<Queryable, { before: (() => Promise<void>)[]; after: (() => void)[] }>();

/**
 * Runs `work` in one transaction: all of it is durable when this resolves, none of it when it rejects. Only then happens
 * what `work` has asked for with `afterCommit`, in the order in which it asked. A precondition of the caller's
 * (precondition.ts) is checked in it first.
 */
export async function inTransaction<Result>(
  database: Pick<Database, 'kysely'>,
  work: (tx: Queryable) => Promise<Result>,
): Promise<Result> {
  const before: (() => Promise<void>)[] = [];
  const after: (() => void)[] = [];
  const precondition = currentPrecondition();
  const result = await database.kysely.transaction().execute(async (tx) => {
    pending.set(tx, { before, after });
    await precondition?.check(tx);
    const result = await work(tx);
    for (const callback of before) await callback();
    return result;
  });
  precondition?.spend();
  for (const callback of after) callback();
  return result;
}

/**
 * Calls back when the transaction has committed; never when it is rolled back.
 *
 * @throws Error when `tx` is no transaction of `inTransaction`: nobody would ever call back
 */
export function afterCommit(tx: Queryable, callback: () => void): void {
  endOf(tx).after.push(callback);
}

/**
 * Calls back as the last of what the transaction does, before it commits; it fails where this rejects.
 *
 * @throws Error when `tx` is no transaction of `inTransaction`
 */
export function beforeCommit(tx: Queryable, callback: () => Promise<void>): void {
  endOf(tx).before.push(callback);
}

function endOf(tx: Queryable) {
  const end = pending.get(tx);
  if (!end) throw new Error('afterCommit and beforeCommit need the transaction of inTransaction');
  return end;
}
