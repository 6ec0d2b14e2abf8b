import type { ConcurrencyLimiter } from '../../kernel/concurrency-limiter.ts';
import type { Database } from '../../platform/database/database.ts';
import type { Point, PointMaker } from './answer.ts';
import type { RawState } from './chunk-part.ts';
import { type DeviceGroup, groupDevices, type WantedAttributes } from './groups.ts';
import type { TimeRange } from './range.ts';
import { type RawPage, type RawQuestion, readRawStates } from './raw-store.ts';

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
    const read = (question: Pick<RawQuestion, 'deviceRowIds' | 'range' | 'limit'>): Promise<Map<number, RawPage>> =>
      limiter.run(() => readRawStates(database, { keys, order, ...question }));
    const firstPages = await read({ deviceRowIds, range, limit: pageRows });
    for (const deviceRowId of deviceRowIds) {
      const own: Point[] = [];
      points.set(deviceRowId, own);
      let page = firstPages.get(deviceRowId);
      while (page) {
        for (const state of page.states) {
          if (own.length === limit) break;
          const values = nameValues(attributes, state);
          if (values.length > 0) own.push(maker.make(state.time, values));
        }
        if (!page.rest || own.length === limit) break;
        page = (await read({ deviceRowIds: [deviceRowId], range: page.rest, limit: maxPageRows })).get(deviceRowId);
      }
    }
  }
  return points;
}

function nameValues(attributes: DeviceGroup['attributes'], { values }: RawState) {
  return attributes.flatMap(({ name }, position) => {
    const value = values[position] ?? null;
    return value === null ? [] : [[name, value] as const];
  });
}
