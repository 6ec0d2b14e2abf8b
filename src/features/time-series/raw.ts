import type { ConcurrencyLimiter } from '../../kernel/concurrency-limiter.ts';
import type { Database } from '../../platform/database/database.ts';
import type { Point, PointMaker } from './answer.ts';
import { type DeviceGroup, groupDevices, type WantedAttributes } from './groups.ts';
import type { TimeRange } from './range.ts';
import { type RawQuestion, type RawRow, readRawStates } from './raw-store.ts';

/** Rows that one statement reads at most: enough that the round trip does not matter, few for those who wait behind it. */
const maxPageRows = 2000;

export interface RawQuery {
  readonly wanted: WantedAttributes;
  readonly range: TimeRange;
  readonly order: 'asc' | 'desc';
  /** Points of each device. */
  readonly limit: number;
  readonly limiter: ConcurrencyLimiter;
}

/** Points as they were reported, by device key; states that hold none of the wanted attributes do not count. */
export async function readRawPoints(
  database: Database,
  { wanted, range, order, limit, limiter }: RawQuery,
  maker: PointMaker,
): Promise<Map<number, Point[]>> {
  const points = new Map<number, Point[]>();
  const pageRows = Math.min(limit, maxPageRows);
  const sizes = {
    maxDevices: Math.max(1, Math.floor(maxPageRows / pageRows)),
    maxAttributes: Number.POSITIVE_INFINITY,
  };
  for (const { devices, attributes } of groupDevices(wanted, sizes)) {
    const keys = attributes.map(({ key }) => String(key));
    const deviceRowIds = devices.map(({ deviceRowId }) => deviceRowId);
    const read = (question: Pick<RawQuestion, 'deviceRowIds' | 'range' | 'limit'>): Promise<RawRow[]> =>
      limiter.run(() => readRawStates(database, { keys, order, ...question }));
    const rows = await read({ deviceRowIds, range, limit: pageRows });
    const firstPages = Map.groupBy(rows, (row) => row.deviceRowId);
    for (const deviceRowId of deviceRowIds) {
      const own: Point[] = [];
      points.set(deviceRowId, own);
      let page = firstPages.get(deviceRowId) ?? [];
      let pageSize = pageRows;
      for (;;) {
        for (const row of page) {
          if (own.length === limit) break;
          const values = nameValues(attributes, row);
          if (values.length > 0) own.push(maker.make(row.time, values));
        }
        const last = page.at(-1);
        if (!last || page.length < pageSize || own.length === limit) break;
        pageSize = maxPageRows;
        const rest = order === 'asc' ? { ...range, start: last.time + 1 } : { ...range, end: last.time - 1 };
        page = await read({ deviceRowIds: [deviceRowId], range: rest, limit: pageSize });
      }
    }
  }
  return points;
}

function nameValues(attributes: DeviceGroup['attributes'], { values }: RawRow) {
  return attributes.flatMap(({ name }, position) => {
    const value = values[position] ?? null;
    return value === null ? [] : [[name, value] as const];
  });
}
