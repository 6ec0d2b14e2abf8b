import { own } from '../../kernel/own.ts';
/** A point of a series, as the API has it: all times are written the same way, so that their texts are in their order. */
export interface SeriesPoint {
  readonly time: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Series by the ids of devices, the oldest point first. */
export type DeviceSeries = Readonly<Record<string, readonly SeriesPoint[]>>;

/** How points of several devices of the same time become one; of `LAST` and the like, the later device's stays. */
const combining: Readonly<Record<string, (one: number, other: number) => number>> = {
  SUM: (one, other) => one + other,
  COUNT: (one, other) => one + other,
  MAX: Math.max,
  MIN: Math.min,
};
const picked: ReadonlySet<string> = new Set(['FIRST', 'LAST', 'NONE']);

/** Whether the aggregation of several devices follows from those of each. */
export function isCombinable(aggregation: string): boolean {
  return Object.hasOwn(combining, aggregation) || picked.has(aggregation);
}

/** One series of those of all devices, the oldest point first. */
export function combine(series: DeviceSeries, aggregation: string): SeriesPoint[] {
  const lists = Object.values(series).filter((points) => points.length > 0);
  const all = lists.flat().sort((one, other) => one.time.localeCompare(other.time));
  if (lists.length <= 1 || aggregation === 'NONE') return all;
  const join = combining[aggregation];
  const byTime = new Map<string, Record<string, unknown>>();
  for (const { time, data } of all) {
    const point = byTime.get(time) ?? {};
    byTime.set(time, point);
    for (const [name, value] of Object.entries(data)) {
      const before = own(point, name);
      const isSum = join && typeof before === 'number' && typeof value === 'number';
      point[name] = isSum ? join(before, value) : value;
    }
  }
  return [...byTime].map(([time, data]) => ({ time, data }));
}

/** `{time, value}` of each point: of one attribute its value, of several their values by name. Booleans count as 1 and 0. */
export function flatten(
  points: readonly SeriesPoint[],
  attributes: readonly string[],
): { time: Date; value: unknown }[] {
  const [only, another] = attributes;
  return points.flatMap(({ time, data }) => {
    const values = Object.fromEntries(Object.entries(data).map(([name, value]) => [name, toPlain(value)]));
    const value = another === undefined ? values[only as string] : values;
    return value === undefined ? [] : [{ time: new Date(time), value }];
  });
}

/** Booleans count as 1 and 0. */
export function toPlain(value: unknown): unknown {
  return typeof value === 'boolean' ? Number(value) : value;
}
