import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rounds } from '../../../test/support/rounds.ts';
import type { AttributeValue } from '../../kernel/attribute-value.ts';
import type { TimeSeriesQuery } from './schemas.ts';
import { apiToken, border, hour, now, openTestBed, type State, type TestBed } from './test-bed.ts';

let bed: TestBed;
beforeAll(async () => {
  bed = await openTestBed();
});
afterAll(() => bed?.close());

describe('any time-series query', () => {
  const resolutions = [0, 1, 7, 1000, 60_000, hour, 7 * hour, 24 * hour, 10 * 24 * hour];
  const names = ['FIRST', 'LAST', 'COUNT', 'MAX', 'MIN', 'MEDIAN', 'MEAN', 'SUM', 'STD_DEV', 'MINMAX', 'NONE'];
  // Around the border of two partitions, around now, and anywhere within some days of them.
  const anyTime = fc.oneof(
    fc.integer({ min: border - 3, max: border + 3 }),
    fc.integer({ min: now - 3, max: now }),
    fc.integer({ min: border - 20 * 24 * hour, max: now }),
    fc.integer({ min: border - 2 * hour, max: border + 2 * hour }),
  );
  const anyValue = fc.oneof(
    fc.integer({ min: -50, max: 50 }),
    fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((n) => n + 0),
  );
  const anyStates = fc
    .uniqueArray(
      fc.record({
        time: anyTime,
        data: fc.record({ a: anyValue, b: anyValue, s: fc.string({ maxLength: 5 }) }, { requiredKeys: [] }),
      }),
      { selector: ({ time }) => time, maxLength: 60 },
    )
    .map((states) => states.map(({ time, data }) => ({ time, data: data as Record<string, AttributeValue> })));

  it('returns what plain arithmetic over the stored states gives, however the reading is sliced', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyStates, { minLength: 1, maxLength: 3 }),
        fc.constantFrom(...resolutions),
        fc.constantFrom(...names),
        fc.tuple(anyTime, anyTime).map(([one, other]) => [Math.min(one, other), Math.max(one, other)] as const),
        fc.record({
          relative: fc.boolean(),
          byDuration: fc.boolean(),
          inSlices: fc.boolean(),
          packed: fc.constantFrom('not', 'all', 'some'),
        }),
        fc.constantFrom<('asc' | 'desc')[]>('asc', 'desc'),
        fc.integer({ min: 1, max: 80 }),
        async (statesOfAll, wish, aggregation, [start, end], how, order, limit) => {
          const resolution = wish > 0 && (end - start) / wish > 5000 ? hour : wish;
          const all: { id: string; states: State[] }[] = [];
          for (const [index, states] of statesOfAll.entries()) {
            // Different keys for the same names.
            const padding = Object.fromEntries(Array.from({ length: index % 2 }, () => ['p', 'string' as const]));
            const device = await bed.addDevice({ ...padding, a: 'number', b: 'number', s: 'string' });
            const late = Math.floor(states.length / 2);
            // Late data: what was reported first may be newer than what follows.
            await bed.store(device, states.slice(late));
            if (how.packed !== 'not') await bed.pack();
            if (how.packed === 'not') await bed.store(device, states.slice(0, late));
            else await bed.storeLate(device, states.slice(0, late));
            all.push({ id: device.id, states });
          }
          if (how.packed === 'all') await bed.pack();
          const body: TimeSeriesQuery = {
            deviceIds: all.map(({ id }) => id),
            ...(how.byDuration
              ? { duration: end - start }
              : { start: how.relative && start < now ? start - now : start }),
            end: how.relative ? end - now : end,
            aggregation,
            order,
            limit,
            ...(resolution > 0 ? { resolution } : {}),
          };
          const service = how.inSlices ? bed.slicingService : bed.service;
          const answer = await service.query(bed.application, apiToken, body);
          expect([Date.parse(answer.start), Date.parse(answer.end)]).toEqual([start, end]);
          for (const { id, states } of all) {
            const expected = compute(states, { start, end, resolution, aggregation, order, limit });
            const points = answer.devices[id]?.points ?? [];
            expect(points.map(({ time }) => Date.parse(time))).toEqual(expected.map(([time]) => time));
            for (const [index, { data }] of points.entries()) expectAlike(data, expected[index]?.[1] ?? {});
          }
        },
      ),
      // Making an example smaller would take more runs than a test has time for.
      { numRuns: rounds(5, 60), endOnFailure: true },
    );
  });
});

function expectAlike(
  data: Readonly<Record<string, AttributeValue>>,
  expected: Readonly<Record<string, AttributeValue>>,
): void {
  expect(Object.keys(data)).toEqual(Object.keys(expected));
  for (const [name, value] of Object.entries(expected)) {
    const given = data[name];
    // Sums of doubles depend on their order in the last digits.
    if (typeof value === 'number') expect(Math.abs(Number(given) - value)).toBeLessThanOrEqual(1e-6);
    else expect(given).toBe(value);
  }
}

/** The same question answered in plain JavaScript. */
function compute(
  states: readonly State[],
  question: {
    start: number;
    end: number;
    resolution: number;
    aggregation: string;
    order: 'asc' | 'desc';
    limit: number;
  },
): [number, Record<string, AttributeValue>][] {
  const { start, end, resolution, aggregation, order, limit } = question;
  const pick = ({ a, b, s }: State['data']): [string, AttributeValue][] =>
    Object.entries({ a, b, s }).filter((entry): entry is [string, AttributeValue] => entry[1] !== undefined);
  const inside = states
    .filter(({ time }) => time >= start && time <= end)
    .toSorted((one, other) => one.time - other.time);
  if (aggregation === 'NONE') {
    const raw = inside
      .filter(({ data }) => pick(data).length > 0)
      .map(({ time, data }): [number, Record<string, AttributeValue>] => [time, Object.fromEntries(pick(data))]);
    return (order === 'asc' ? raw : raw.reverse()).slice(0, limit);
  }
  const buckets = Map.groupBy(inside, ({ time }) =>
    resolution > 0 ? Math.floor(time / resolution) * resolution : start,
  );
  if (aggregation === 'MINMAX') {
    const kept = new Map<number, Record<string, AttributeValue>>();
    for (const some of buckets.values()) {
      for (const name of ['a', 'b'] as const) {
        const values = some.filter(({ data }) => data[name] !== undefined);
        const numbers = values.map(({ data }) => Number(data[name]));
        for (const extreme of numbers.length > 0 ? [Math.min(...numbers), Math.max(...numbers)] : []) {
          const { time = 0 } = values.find(({ data }) => data[name] === extreme) ?? {};
          kept.set(time, { ...kept.get(time), [name]: extreme });
        }
      }
    }
    const ordered = [...kept].toSorted(([one], [other]) => one - other);
    return order === 'asc' ? ordered : ordered.reverse();
  }
  const points: [number, Record<string, AttributeValue>][] = [];
  for (const [label, some] of buckets) {
    const data: Record<string, AttributeValue> = {};
    for (const name of ['a', 'b', 's']) {
      const values = some.flatMap((state) =>
        pick(state.data)
          .filter(([own]) => own === name)
          .map(([, value]) => value),
      );
      const result = values.length === 0 ? undefined : aggregate(aggregation, values);
      if (result !== undefined) data[name] = result;
    }
    if (Object.keys(data).length > 0) points.push([label, data]);
  }
  return order === 'asc' ? points : points.reverse();
}

function aggregate(aggregation: string, values: readonly AttributeValue[]): AttributeValue | undefined {
  if (aggregation === 'FIRST') return values[0];
  if (aggregation === 'LAST') return values.at(-1);
  if (aggregation === 'COUNT') return values.length;
  const numbers = values.filter((value) => typeof value === 'number').toSorted((one, other) => one - other);
  if (numbers.length === 0) return undefined;
  const sum = numbers.reduce((total, number) => total + number, 0);
  const mean = sum / numbers.length;
  const middle = (numbers.length - 1) / 2;
  switch (aggregation) {
    case 'MAX':
      return numbers.at(-1);
    case 'MIN':
      return numbers[0];
    case 'MEDIAN':
      return ((numbers[Math.floor(middle)] ?? 0) + (numbers[Math.ceil(middle)] ?? 0)) / 2;
    case 'MEAN':
      return mean;
    case 'SUM':
      return sum;
    default:
      return Math.sqrt(numbers.reduce((total, number) => total + (number - mean) ** 2, 0) / numbers.length);
  }
}
