import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { rounds } from '../../../test/support/rounds.ts';
import { deviationOf, meanOf, medianOf, sumOf } from '../../kernel/statistics.ts';
import { apiToken, hour, now, openTestBed, type TestBed } from './test-bed.ts';

let bed: TestBed;
beforeAll(async () => {
  bed = await openTestBed();
});
afterAll(() => bed?.close());

const start = now - 24 * hour;

/** What each aggregation makes of numbers, by arithmetic that is checked against exact numbers (kernel/statistics.test.ts). */
const references = {
  MEDIAN: (numbers: readonly number[]) => medianOf(numbers.toSorted((a, b) => a - b)),
  MEAN: meanOf,
  SUM: sumOf,
  STD_DEV: deviationOf,
};
type Name = keyof typeof references;

/** The value of the whole range, or the message of the refusal. */
async function ask(numbers: readonly number[], aggregation: Name, inSlices: boolean): Promise<unknown> {
  // An hour apart: each is in a slice of its own when the reading is sliced.
  const states = numbers.map((a, index) => ({ time: start + index * hour, data: { a } }));
  const { id } = await bed.addDevice({ a: 'number' }, states);
  const service = inSlices ? bed.slicingService : bed.service;
  const question = { deviceIds: [id], start, end: now, aggregation };
  try {
    return (await service.query(bed.application, apiToken, question)).devices[id]?.points[0]?.data.a;
  } catch (error) {
    return (error as Error).message;
  }
}

function expectClose(value: unknown, expected: number, largest: number): void {
  if (!Number.isFinite(expected)) return expect(value).toMatch(/too large/);
  // Numbers are added up as decimals, which are not the doubles to the last place, least of all the smallest ones.
  expect(Math.abs(Number(value) - expected) / 8).toBeLessThanOrEqual(Math.max(largest * 1e-15, 1e-322));
}

it.each<[Name, number[], number]>([
  ['MEDIAN', [-1.7e308, 1.7e308], 0],
  ['MEDIAN', [1.6e308, 1.7e308], 1.65e308],
  ['MEAN', [5e-324], 5e-324],
  ['MEAN', [1.7e308, 1.7e308, -1.7e308], 1.7e308 / 3],
  ['SUM', [1.7e308, 1.7e308, -1.7e308], 1.7e308],
  ['SUM', [1.7e308, 1.7e308], Number.POSITIVE_INFINITY],
  ['STD_DEV', [-1.7e308, 1.7e308], 1.7e308],
  ['STD_DEV', [1e-200, 3e-200], 1e-200],
])('%s of %j', async (aggregation, numbers, expected) => {
  for (const inSlices of [false, true]) {
    const value = await ask(numbers, aggregation, inSlices);
    if (!Number.isFinite(expected)) expect(value).toMatch(/too large/);
    else expect(Math.abs(Number(value) - expected)).toBeLessThanOrEqual(Math.abs(expected) * 1e-14);
  }
});

it('agrees with exact arithmetic on any numbers that a double holds', async () => {
  const extreme = fc.constantFrom(1.7e308, -1.7e308, Number.MAX_VALUE, 5e-324, -5e-324, 1e-310, 1e-200, 1, 0);
  const number = fc.oneof(extreme, fc.double({ noNaN: true, noDefaultInfinity: true })).map((value) => value + 0);
  await fc.assert(
    fc.asyncProperty(
      fc.array(number, { minLength: 1, maxLength: 12 }),
      fc.constantFrom(...(Object.keys(references) as Name[])),
      async (numbers, aggregation) => {
        const largest = numbers.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
        const expected = references[aggregation](numbers);
        const value = await ask(numbers, aggregation, false);
        // A median is collected where it cannot be read at once, by another formula.
        if (aggregation !== 'MEDIAN') expect(await ask(numbers, aggregation, true)).toBe(value);
        else expectClose(await ask(numbers, aggregation, true), expected, largest);
        // On the very edge of what a double holds, rounding decides.
        if (Math.abs(expected) > 1.79e308) return;
        expectClose(value, expected, largest);
      },
    ),
    { numRuns: rounds(20, 60), endOnFailure: true },
  );
});
