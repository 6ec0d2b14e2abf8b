import type { Database } from '../../platform/database/database.ts';
import type { Point, PointMaker } from './answer.ts';
import { cut, type DeviceGroup } from './groups.ts';
import type { TimeRange } from './range.ts';
import { type RawRow, readRawStates } from './store.ts';

/** Rows that one statement reads at most: enough that the round trip does not matter, few for those who wait behind it. */
export const maxPageRows = 2000;

export interface RawQuery {
  readonly groups: readonly DeviceGroup[];
  readonly range: TimeRange;
  readonly order: 'asc' | 'desc';
  /** Points of each device. */
  readonly limit: number;
}

/** Points as they were reported, by device key; states that hold none of the wanted attributes do not count. */
export async function readRawPoints(
  database: Database,
  { groups, range, order, limit }: RawQuery,
  maker: PointMaker,
): Promise<Map<number, Point[]>> {
  const points = new Map<number, Point[]>();
  const pageRows = Math.min(limit, maxPageRows);
  for (const { devices, attributes } of groups) {
    const keys = attributes.map(({ key }) => String(key));
    for (const some of cut(devices, Math.max(1, Math.floor(maxPageRows / pageRows)))) {
      const deviceKeys = some.map(({ deviceKey }) => deviceKey);
      const rows = await readRawStates(database, { deviceKeys, keys, range, order, limit: pageRows });
      const firstPages = Map.groupBy(rows, (row) => row.deviceKey);
      for (const deviceKey of deviceKeys) {
        const own: Point[] = [];
        points.set(deviceKey, own);
        let page = firstPages.get(deviceKey) ?? [];
        let wanted = pageRows;
        for (;;) {
          for (const { time, data } of page) {
            if (own.length === limit) break;
            if (data) own.push(maker.make(time, nameValues(attributes, data)));
          }
          const last = page.at(-1);
          if (!last || page.length < wanted || own.length === limit) break;
          wanted = maxPageRows;
          const rest = order === 'asc' ? { ...range, start: last.time + 1 } : { ...range, end: last.time - 1 };
          page = await readRawStates(database, { deviceKeys: [deviceKey], keys, range: rest, order, limit: wanted });
        }
      }
    }
  }
  return points;
}

function nameValues(attributes: DeviceGroup['attributes'], data: NonNullable<RawRow['data']>) {
  return attributes.flatMap(({ name, key }) => {
    const value = data[key];
    return value === undefined ? [] : [[name, value] as const];
  });
}
