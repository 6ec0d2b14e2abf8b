import { sqlStateOf } from '../../platform/database/errors.ts';

/**
 * A column, or the table, was taken away between looking at its definition and reading its rows; XX000 is how PostgreSQL says so where
 * the table goes while a statement is being planned ("could not open relation with OID").
 */
export const changedMeanwhile: ReadonlySet<string> = new Set(['42703', '42P01', 'XX000']);
/** Two transactions have waited for each other, and this one was ended. */
export const deadlock: ReadonlySet<string> = new Set(['40P01']);
export const changedOrDeadlock: ReadonlySet<string> = new Set([...changedMeanwhile, ...deadlock]);
const maxTries = 3;

/** Does again what has failed for a reason that may be gone by then. */
export async function retrying<Result>(states: ReadonlySet<string>, work: () => Promise<Result>): Promise<Result> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (tries >= maxTries || !states.has(sqlStateOf(error) ?? '')) throw error;
    }
  }
}
