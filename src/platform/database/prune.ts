import { setTimeout as sleep } from 'node:timers/promises';
import { type RawBuilder, sql } from 'kysely';
import type { Database } from './database.ts';

/** Rows looked at per statement: a few milliseconds of the database. */
const rowsPerStep = 1000;
/** Rest after a step, as a multiple of what it took: nobody should notice. */
const restPerWork = 3;

/**
 * Removes the rows of a growing table that a condition calls too old, from the oldest on, and stops where a whole step finds
 * none old: rows come in the order of their key, more or less in that of their time, so no index on the time is needed.
 *
 * @param options.key the table's key, which grows
 * @param options.isOld a condition on the table
 * @param options.isKept a condition on what stays, old or not
 * @returns how many rows were removed
 */
export async function pruneOldest(
  database: Database,
  options: { table: string; key: string; isOld: RawBuilder<unknown>; isKept?: RawBuilder<unknown> | undefined },
  signal: AbortSignal,
): Promise<number> {
  const table = sql.table(options.table);
  const key = sql.ref(options.key);
  const isKept = options.isKept ?? sql`false`;
  let removed = 0;
  for (let after = 0; ; ) {
    signal.throwIfAborted();
    const since = performance.now();
    const { rows } = await sql<{ looked: number; last: number | null; old: number; gone: number }>`
      with step as (select ${key} as key, ${options.isOld} as old from ${table}
        where ${key} > ${after} order by ${key} limit ${rowsPerStep}),
      gone as (delete from ${table} where ${key} in (select key from step where old) and not (${isKept}) returning 1)
      select (select count(*) from step) as looked, (select max(key) from step) as last,
        (select count(*) from step where old) as old, (select count(*) from gone) as gone`.execute(database.kysely);
    const step = rows[0];
    removed += step?.gone ?? 0;
    if (!step?.last || step.old === 0 || step.looked < rowsPerStep) return removed;
    after = step.last;
    await sleep(Math.min(1_000, (performance.now() - since) * restPerWork), undefined, { signal });
  }
}
