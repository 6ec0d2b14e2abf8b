import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rounds } from '../../../test/support/rounds.ts';
import type { AttributeValue } from '../../kernel/attribute-value.ts';
import type { TimeSeriesQuery } from './schemas.ts';
import { TimeSeriesService } from './service.ts';
import { apiToken, border, hour, now, openTestBed, type State, type TestBed, type TestDevice } from './test-bed.ts';

const day = 24 * hour;
/** Two days before a border between partitions and one after it. */
const firstDay = border - 2 * day;
let bed: TestBed;
let wholeService: TimeSeriesService;
beforeAll(async () => {
  bed = await openTestBed();
  // Each question is one statement: what slices would round in between is not what is compared.
  const endless = Number.POSITIVE_INFINITY;
  const sizing = { firstMs: endless, maxMs: endless, targetMs: endless };
  wholeService = new TimeSeriesService({ database: bed.database, devices: bed.devices, now: () => now, sizing });
});
afterAll(() => bed?.close());

describe('the rollups of packed days', () => {
  const number = fc.oneof(
    fc.integer({ min: -40_000, max: 40_000 }).map((value) => value / 100),
    fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e200, max: 1e200 }).map((value) => value + 0),
    fc.double({ min: 1e9, max: 1e9 + 1e-3, noNaN: true }),
  );
  const text = fc.constantFrom('idle', 'run', 'stop now', '');
  const data = fc
    .record({ a: number, s: text, f: fc.boolean() }, { requiredKeys: [], noNullPrototype: true })
    .filter((one) => Object.keys(one).length > 0);
  // As many states as chunks without rollups, with totals, and with hours have.
  const history = fc
    .tuple(
      fc.constantFrom(40, 150, 1500),
      fc.constantFrom(day, 2 * day, 3 * day, 5 * hour),
      fc.array(data, { minLength: 1, maxLength: 40 }),
    )
    .map(([count, span, some]) =>
      Array.from({ length: count }, (_, index) => ({
        time: firstDay + Math.floor((index * span) / count),
        data: some[(index * 7) % some.length] as Record<string, AttributeValue>,
      })),
    );
  const late = fc.array(fc.record({ time: fc.integer({ min: firstDay, max: firstDay + 3 * day - 1 }), data }), {
    maxLength: 3,
  });
  const time = fc.oneof(
    fc.integer({ min: firstDay - day, max: firstDay + 4 * day }),
    fc.integer({ min: -24, max: 96 }).map((hours) => firstDay + hours * hour),
    fc.integer({ min: -24, max: 96 }).map((hours) => firstDay + hours * hour - 1),
    fc.integer({ min: firstDay + 5 * hour, max: firstDay + 7 * hour }),
  );
  const question = fc.record({
    aggregation: fc.constantFrom(
      'FIRST',
      'LAST',
      'COUNT',
      'MAX',
      'MIN',
      'MEDIAN',
      'MEAN',
      'SUM',
      'STD_DEV',
      'MINMAX',
      'NONE',
    ),
    resolution: fc.constantFrom(0, hour / 2, hour, 90 * 60_000, 7 * hour, day, 10 * day),
    range: fc.tuple(time, time).map(([one, other]) => [Math.min(one, other), Math.max(one, other)] as const),
    order: fc.constantFrom<('asc' | 'desc')[]>('asc', 'desc'),
    limit: fc.constantFrom(7, 3000),
  });

  type Question = typeof question extends fc.Arbitrary<infer One> ? One : never;

  async function twin(states: readonly State[]): Promise<TestDevice> {
    return bed.addDevice({ a: 'number', s: 'string', f: 'boolean' }, states);
  }

  async function ask(service: TimeSeriesService, { id }: TestDevice, asked: Question) {
    const { range, ...query } = asked;
    const body = { ...query, deviceIds: [id], start: range[0], end: range[1] } as TimeSeriesQuery;
    return (await service.query(bed.application, apiToken, body)).devices[id]?.points;
  }

  // On a machine that does much else a question takes as long as twenty elsewhere.
  it('say what the states would, to the last bit, before and after late reports', { timeout: 300_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        history,
        late,
        fc.array(question, { minLength: 8, maxLength: 12 }),
        async (states, lateStates, questions) => {
          const packed = await twin(states);
          await bed.pack();
          const rows = await twin(states);
          const compare = async (): Promise<void> => {
            for (const asked of questions) {
              const expected = await ask(wholeService, rows, asked);
              expect(await ask(wholeService, packed, asked)).toEqual(expected);
              const sliced = await ask(bed.slicingService, packed, asked);
              expect(sliced?.map((point) => point.time)).toEqual(expected?.map((point) => point.time));
              if (asked.aggregation === 'MINMAX') expect(sliced).toEqual(expected);
            }
          };
          await compare();
          await bed.storeLate(packed, lateStates);
          await bed.storeLate(rows, lateStates);
          await compare();
        },
      ),
      { numRuns: rounds(1, 8), endOnFailure: true },
    );
  });
});
