// Whole recorded series against plain arithmetic; `npm test` has random ones (time-series-property.test.ts).
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StatePartitions } from '../../../src/features/device-state/index.ts';
import type { TimeSeriesQuery } from '../../../src/features/time-series/schemas.ts';
import {
  apiToken,
  hour,
  openTestBed,
  type TestBed,
  type TestDevice,
} from '../../../src/features/time-series/test-bed.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
/** Real series beside the project where somebody has put them; the bundled one is always there. */
const shared = ['../shared/data', '../../shared/data'].map((path) => join(root, path)).find((path) => existsSync(path));
/** Every hour for a year with gaps, every five minutes for months, and whenever somebody drove by. */
const names = [
  'ambient_temperature_system_failure.csv',
  'machine_temperature_system_failure.csv',
  'TravelTime_451.csv',
];
const files = [
  join(root, 'test/support/series.csv'),
  ...(shared === undefined ? [] : names.map((name) => join(shared, name)).filter((file) => existsSync(file))),
];

type Reading = readonly [time: number, value: number];

let bed: TestBed;
const series: { name: string; device: TestDevice; readings: Reading[] }[] = [];

beforeAll(async () => {
  bed = await openTestBed();
  const fail = (error: unknown): never => {
    throw error;
  };
  const partitions = new StatePartitions({ database: bed.database, now: () => 0, onError: fail });
  for (const file of files) {
    const readings = readSeries(file);
    await partitions.ensure(readings[0]?.[0] ?? 0, readings.at(-1)?.[0] ?? 0);
    const device = await bed.addDevice({ value: 'number' });
    // In pieces from the end: late data.
    for (let end = readings.length; end > 0; end -= 5000) {
      const piece = readings.slice(Math.max(0, end - 5000), end);
      await bed.store(
        device,
        piece.map(([time, value]) => ({ time, data: { value } })),
      );
    }
    series.push({ name: file, device, readings });
  }
});
afterAll(() => bed?.close());

/** One reading for each time: of two at the same one, the later in the file. */
function readSeries(file: string): Reading[] {
  const readings = new Map<number, number>();
  for (const line of readFileSync(file, 'utf8').trim().split('\n').slice(1)) {
    const [time = '', value] = line.split(',');
    readings.set(Date.parse(`${time.replace(' ', 'T')}Z`), Number(value));
  }
  return [...readings].sort(([a], [b]) => a - b);
}

/** Running formulas, one reading after the other: nothing of how the database goes about it. */
class Running {
  #count = 0;
  #mean = 0;
  #squares = 0;
  #sum = 0;
  #lost = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = Number.NEGATIVE_INFINITY;
  readonly #first: number;
  #last = 0;
  readonly #ordered: number[] = [];

  constructor(first: number) {
    this.#first = first;
  }

  add(value: number): void {
    this.#count += 1;
    const before = value - this.#mean;
    this.#mean += before / this.#count;
    this.#squares += before * (value - this.#mean);
    // Kahan: what the sum has lost is given back with the next value.
    const mended = value - this.#lost;
    const sum = this.#sum + mended;
    this.#lost = sum - this.#sum - mended;
    this.#sum = sum;
    if (value < this.#min) this.#min = value;
    if (value > this.#max) this.#max = value;
    this.#last = value;
    let [low, high] = [0, this.#ordered.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#ordered[middle] ?? 0) < value) low = middle + 1;
      else high = middle;
    }
    this.#ordered.splice(low, 0, value);
  }

  read(aggregation: string): number | undefined {
    const half = this.#count >> 1;
    const upper = this.#ordered[half] ?? Number.NaN;
    return {
      COUNT: this.#count,
      FIRST: this.#first,
      LAST: this.#last,
      MAX: this.#max,
      MEAN: this.#mean,
      MEDIAN: this.#count % 2 === 1 ? upper : ((this.#ordered[half - 1] ?? Number.NaN) + upper) / 2,
      MIN: this.#min,
      STD_DEV: Math.sqrt(this.#squares / this.#count),
      SUM: this.#sum,
    }[aggregation];
  }
}

/** Bucket by bucket, as a person with pencil and paper would. */
function compute(readings: readonly Reading[], resolution: number, label: number): Map<number, Running> {
  const buckets = new Map<number, Running>();
  for (const [time, value] of readings) {
    const bucket = resolution === 0 ? label : time - (time % resolution);
    let running = buckets.get(bucket);
    if (!running) {
      running = new Running(value);
      buckets.set(bucket, running);
    }
    running.add(value);
  }
  return buckets;
}

describe('aggregations of real series', () => {
  it.each([0, 24 * hour, 7 * 24 * hour, 1_000_003])(
    'are what running formulas give, in buckets of %d ms',
    async (resolution) => {
      for (const { name, device, readings } of series) {
        const [start, end] = [readings[0]?.[0] ?? 0, readings.at(-1)?.[0] ?? 0];
        const expected = compute(readings, resolution, start);
        for (const aggregation of ['COUNT', 'FIRST', 'LAST', 'MAX', 'MEAN', 'MEDIAN', 'MIN', 'STD_DEV', 'SUM']) {
          const body: TimeSeriesQuery = { deviceIds: [device.id], start, end, resolution, aggregation };
          const answer = await bed.service.query(bed.application, apiToken, body);
          const points = answer.devices[device.id]?.points ?? [];
          const what = `${aggregation} of ${name}`;
          expect(
            points.map(({ time }) => Date.parse(time)),
            what,
          ).toEqual([...expected.keys()]);
          const worst = Math.max(
            ...points.map(({ time, data }) => {
              const wanted = Number(expected.get(Date.parse(time))?.read(aggregation));
              return Math.abs(Number(data.value) - wanted) / Math.max(1, Math.abs(wanted));
            }),
          );
          // Only sums of doubles depend on their order, and only in the last digits.
          expect(worst, what).toBeLessThanOrEqual(1e-9);
        }
      }
    },
  );
});

it('returns every raw reading once, in both orders, and up to a limit', async () => {
  for (const { device, readings } of series) {
    const range = { deviceIds: [device.id], start: readings[0]?.[0] ?? 0, end: readings.at(-1)?.[0] ?? 0 };
    for (const order of ['asc', 'desc'] as const) {
      for (const limit of [7, 100_000]) {
        const body: TimeSeriesQuery = { ...range, aggregation: 'NONE', order, limit };
        const answer = await bed.service.query(bed.application, apiToken, body);
        const points = answer.devices[device.id]?.points ?? [];
        const ordered = order === 'asc' ? readings : readings.toReversed();
        expect(points.map(({ time, data }) => [Date.parse(time), data.value])).toEqual(ordered.slice(0, limit));
      }
    }
  }
});
