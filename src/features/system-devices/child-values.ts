import type { Database } from '../../platform/database/database.ts';
import { findNewestValues, readLastValues } from '../device-state/index.ts';
import type { ChildValue } from './aggregate.ts';
import { readStatesBetween } from './store.ts';

/** How far back a value is looked for that was reported anew since: what a report may be late. */
const lookBackMs = 31 * 24 * 3_600_000;
/** Devices whose last values are read at once. */
const devicesPerRead = 500;
const rowsPerRead = 1000;

/** The newest value of each attribute key of one device, at each of several times. */
export type ValuesOverTime = (time: number) => ReadonlyMap<string, ChildValue>;

/**
 * What the devices had last reported at each of the times (oldest first). The table of last values is enough for whatever
 * was not reported again since, which is nearly everything; only the rest takes a look at states.
 */
export async function readValuesAt(
  database: Database,
  wanted: ReadonlyMap<number, ReadonlySet<string>>,
  times: readonly number[],
): Promise<Map<number, ValuesOverTime>> {
  const [start] = times;
  const end = times.at(-1);
  const found = new Map<number, ValuesOverTime>();
  if (start === undefined || end === undefined) return found;
  const deviceRowIds = [...wanted.keys()];
  for (let from = 0; from < deviceRowIds.length; from += devicesPerRead) {
    for (const row of await readLastValues(database, deviceRowIds.slice(from, from + devicesPerRead))) {
      const keys = wanted.get(row.device_row_id) ?? new Set<string>();
      const values = new Map<string, ChildValue>();
      const moved: string[] = [];
      for (const key of keys) {
        const value = row.data[key];
        if (value === undefined) continue;
        if (value.t <= start) values.set(key, value);
        else moved.push(key);
      }
      if (moved.length === 0) found.set(row.device_row_id, () => values);
      else found.set(row.device_row_id, await replay(database, row.device_row_id, values, moved, times));
    }
  }
  return found;
}

/** For keys that have changed since the first of the times: their values then, and what has come since. */
async function replay(
  database: Database,
  deviceRowId: number,
  fixed: ReadonlyMap<string, ChildValue>,
  moved: readonly string[],
  times: readonly number[],
): Promise<ValuesOverTime> {
  const start = times[0] as number;
  const end = times.at(-1) as number;
  const question = { deviceRowId, keys: moved, start: start - lookBackMs, end: start };
  const values = new Map([...fixed, ...(await findNewestValues(database, question))]);
  const atTimes = new Map<number, ReadonlyMap<string, ChildValue>>([[start, new Map(values)]]);
  let next = 1;
  for (let after = start; after < end; ) {
    const rows = await readStatesBetween(database, { deviceRowId, after, until: end, limit: rowsPerRead });
    for (const { time, data } of rows) {
      for (; next < times.length && (times[next] as number) < time; next += 1) {
        atTimes.set(times[next] as number, new Map(values));
      }
      for (const key of moved) {
        const value = data[key];
        if (value !== undefined) values.set(key, { t: time, v: value });
      }
    }
    if (rows.length < rowsPerRead) break;
    after = rows.at(-1)?.time ?? end;
  }
  for (; next < times.length; next += 1) atTimes.set(times[next] as number, new Map(values));
  return (time) => atTimes.get(time) ?? fixed;
}
