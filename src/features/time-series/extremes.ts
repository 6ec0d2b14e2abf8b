import type { Point, PointMaker } from './answer.ts';
import type { Extreme, ExtremeColumns } from './extremes-store.ts';

interface Pair {
  least: Extreme;
  most: Extreme;
}

/** The least and the greatest value of each bucket of one device, put together as slices come, in any order. */
export class DeviceExtremes {
  /** By attribute name, then by bucket. */
  readonly #pairs = new Map<string, Map<number, Pair>>();

  add({ buckets, least, most }: ExtremeColumns, names: readonly string[]): void {
    for (const [position, name] of names.entries()) {
      const pairs = this.#pairs.get(name) ?? new Map<number, Pair>();
      this.#pairs.set(name, pairs);
      for (const [row, bucket] of buckets.entries()) {
        const found = { least: least[position]?.[row] ?? null, most: most[position]?.[row] ?? null };
        if (!found.least || !found.most) continue;
        const known = pairs.get(bucket);
        if (!known) pairs.set(bucket, { least: found.least, most: found.most });
        else {
          known.least = lower(known.least, found.least);
          known.most = higher(known.most, found.most);
        }
      }
    }
  }

  /** Two points of each bucket and attribute, or one where both are the same report; what was reported together is one point. */
  toPoints(order: 'asc' | 'desc', maker: PointMaker): Point[] {
    const byTime = new Map<number, Map<string, number>>();
    for (const [name, pairs] of this.#pairs) {
      for (const { least, most } of pairs.values()) {
        for (const [value, time] of [least, most]) {
          const values = byTime.get(time) ?? new Map<string, number>();
          byTime.set(time, values.set(name, value));
        }
      }
    }
    const direction = order === 'asc' ? 1 : -1;
    return [...byTime]
      .sort(([one], [other]) => direction * (one - other))
      .map(([time, values]) => maker.make(time, [...values]));
  }
}

/** Of equal ones that which was reported first, as the database has it. */
function lower(one: Extreme, other: Extreme): Extreme {
  return other[0] < one[0] || (other[0] === one[0] && other[1] < one[1]) ? other : one;
}

function higher(one: Extreme, other: Extreme): Extreme {
  return other[0] > one[0] || (other[0] === one[0] && other[1] < one[1]) ? other : one;
}
