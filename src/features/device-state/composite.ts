import type { Database } from '../../platform/database/database.ts';
import { readLastValues, statesInOrder } from './store.ts';

/** A value and the epoch ms at which it was reported. */
export interface TimedValue {
  readonly t: number;
  readonly v: string | number | boolean;
}

/** Rows of one look back: on the embedded database whoever reports waits for one of them at most. */
const rowsPerRead = 1000;

/**
 * The newest value of each attribute key of a device from `start` to `end`, both included. The table of last values
 * stands for all that was not reported again after `end`; only for the rest are states looked through, newest first.
 */
export async function findNewestValues(
  database: Database,
  question: {
    deviceRowId: number;
    keys: readonly string[];
    start: number;
    end: number;
    /** Does not ask the table of last values, such as when it is being mended. */
    fromStatesOnly?: boolean;
  },
): Promise<Map<string, TimedValue>> {
  const { deviceRowId, keys, start, end } = question;
  const found = new Map<string, TimedValue>();
  const open = new Set<string>();
  const [last] = question.fromStatesOnly ? [] : await readLastValues(database, [deviceRowId]);
  for (const key of keys) {
    if (question.fromStatesOnly) {
      open.add(key);
      continue;
    }
    const value = last?.data[key];
    // What was last reported before the range, or never, has no value in it.
    if (!value || value.t < start) continue;
    if (value.t <= end) found.set(key, value);
    else open.add(key);
  }
  for (let until = end; open.size > 0; ) {
    const rows: { time: number; data: Record<string, TimedValue['v']> }[] = await database.query({
      sql: statesInOrder('desc'),
      parameters: [deviceRowId, start, until, rowsPerRead],
    });
    for (const { time, data } of rows) {
      for (const key of open) {
        const value = data[key];
        if (value === undefined) continue;
        found.set(key, { t: time, v: value });
        open.delete(key);
      }
    }
    if (rows.length < rowsPerRead) break;
    until = (rows.at(-1)?.time ?? start) - 1;
  }
  return found;
}
