import type { RawBuilder } from 'kysely';
import type { ClockWatch } from '../clock-watch.ts';
import type { Database } from '../database/database.ts';
import { pruneOldest } from '../database/prune.ts';
import type { Jobs } from './jobs.ts';

const dayMs = 24 * 3600 * 1000;

/**
 * Declares the nightly job that removes what is older than so many days from a growing table of a feature.
 *
 * @param options.days null: all is kept
 * @param options.isOld a condition on the table, given the time (epoch ms) before which rows are too old
 * @param options.isKept a condition on what is kept however old it is
 */
export function definePruneJob(
  jobs: Jobs,
  options: {
    name: string;
    days: number | null;
    table: string;
    key: string;
    isOld: (before: number) => RawBuilder<unknown>;
    isKept?: RawBuilder<unknown>;
    database: Database;
    now: () => number;
    clock: Pick<ClockWatch, 'mayRemoveByAge'>;
  },
): void {
  const { name, days, table, key, isOld, isKept, database, now, clock } = options;
  jobs.define(name, { retryLimit: 3, concurrency: 1, expireInSeconds: 6 * 3600 }, async ({ signal }) => {
    if (days === null || !clock.mayRemoveByAge()) return;
    await pruneOldest(database, { table, key, isOld: isOld(now() - days * dayMs), isKept }, signal);
  });
  jobs.schedule(name, '40 2 * * *');
}
