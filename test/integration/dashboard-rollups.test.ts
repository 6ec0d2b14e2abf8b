import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { BucketBatches } from '../../src/features/dashboards/data/bucket-batches.ts';
import {
  type BucketsAsked,
  bucketAggregations,
  readBuckets,
  readEnds,
  type StoredSource,
} from '../../src/features/dashboards/data/points-store.ts';
import {
  border,
  hour,
  openTestBed,
  type State,
  type TestBed,
  type TestDevice,
} from '../../src/features/time-series/test-bed.ts';
import type { AttributeValue } from '../../src/kernel/attribute-value.ts';
import { inSlowSuite, rounds } from '../support/rounds.ts';

const day = 24 * hour;
/** Two days before a border between partitions and one after it. */
const firstDay = border - 2 * day;
let bed: TestBed;
beforeAll(async () => {
  bed = await openTestBed();
});
afterAll(() => bed?.close());

/** Devices of two makes: the second keeps the same attributes under other keys. */
const makes = [
  { level: 'number', on: 'boolean', mode: 'string' },
  { mode: 'string', level: 'number', on: 'boolean' },
] as const;

function sourcesOf(devices: readonly TestDevice[], attribute: 'level' | 'on' | 'mode'): StoredSource[] {
  return devices.map(({ deviceRowId }, index) => {
    const make = makes[index % 2] ?? makes[0];
    const key = String(Object.keys(make).indexOf(attribute) + 1);
    return { deviceRowId, key, dataType: make[attribute] };
  });
}

/** The first or the last value of each bucket, as the states say; of one moment, that of a later device is the later. */
function pickOf(
  histories: readonly (readonly State[])[],
  question: { attribute: string; aggregation: 'FIRST' | 'LAST'; resolution: number; start: number; end: number },
) {
  const { attribute, aggregation, resolution, start, end } = question;
  const found = new Map<number, AttributeValue>();
  const all = histories
    .flatMap((states, device) => states.map(({ time, data }) => ({ time, device, value: data[attribute] })))
    .filter(({ time, value }) => time >= start && time <= end && value !== undefined)
    .sort((one, other) => one.time - other.time || one.device - other.device);
  for (const { time, value } of aggregation === 'FIRST' ? all.reverse() : all) {
    const bucket = resolution === 0 ? start : Math.floor(time / resolution) * resolution;
    found.set(bucket, value as AttributeValue);
  }
  return [...found].sort(([one], [other]) => one - other).map(([bucket, value]) => ({ bucket, value }));
}

/** Reads what is asked at the same moment together, in slices of whole buckets of about so many ms. */
function batchesOf(sliceMs: number): BucketBatches {
  return new BucketBatches({
    database: bed.database,
    turn: () => Promise.resolve(),
    inSlices: async ({ start, end, resolution }, read) => {
      if (resolution === 0) return read({ start, end });
      for (let from = start; from <= end; ) {
        const until = Math.min(end, (Math.floor(from / resolution) + Math.ceil(sliceMs / resolution)) * resolution - 1);
        await read({ start: from, end: until });
        from = until + 1;
      }
    },
  });
}

describe('the buckets of a dashboard', () => {
  const data = fc
    .record(
      {
        level: fc.oneof(
          fc.integer({ min: -4000, max: 4000 }).map((value) => value / 100),
          fc.double({ noNaN: true, min: -1e9, max: 1e9 }).map((value) => value + 0),
        ),
        on: fc.boolean(),
        mode: fc.constantFrom('idle', 'run', ''),
      },
      { requiredKeys: [], noNullPrototype: true },
    )
    .filter((one) => Object.keys(one).length > 0);
  // As many states as chunks without rollups, with totals, and with hours have.
  const history = fc
    .tuple(fc.constantFrom(60, 450, 1500), fc.nat(59_999), fc.array(data, { minLength: 1, maxLength: 40 }))
    .map(([count, shift, some]) =>
      Array.from({ length: count }, (_, index): State => {
        const time = firstDay + shift + Math.floor((index * (3 * day - 60_000)) / count);
        return { time, data: some[(index * 7) % some.length] as Record<string, AttributeValue> };
      }),
    );
  const time = fc.oneof(
    fc.integer({ min: -24, max: 96 }).map((hours) => firstDay + hours * hour),
    fc.integer({ min: firstDay - day, max: firstDay + 4 * day }),
  );
  const question = fc.record({
    attribute: fc.constantFrom('level' as const, 'on' as const, 'mode' as const),
    devices: fc.integer({ min: 1, max: 3 }),
    aggregation: fc.constantFrom(...bucketAggregations),
    resolution: fc.constantFrom(0, hour / 2, hour, 7 * hour, day),
    range: fc.tuple(time, time).map(([one, other]) => [Math.min(one, other), Math.max(one, other)] as const),
  });

  it('are the same of rows and of packed days, to the last bit', { timeout: 300_000 }, async () => {
    const makeDevices = async (histories: readonly State[][]): Promise<TestDevice[]> => {
      const made: TestDevice[] = [];
      for (const [index, states] of histories.entries()) {
        made.push(await bed.addDevice(makes[index % 2] ?? makes[0], states));
      }
      return made;
    };
    await fc.assert(
      fc.asyncProperty(
        fc.array(history, { minLength: 3, maxLength: 3 }),
        fc.array(question, { minLength: 15, maxLength: 20 }),
        async (histories, questions) => {
          const packed = await makeDevices(histories);
          await bed.pack();
          const rows = await makeDevices(histories);
          const together: { asked: BucketsAsked; answer: unknown }[] = [];
          for (const { attribute, devices, aggregation, resolution, range } of questions) {
            const isNumeric = !['FIRST', 'LAST', 'COUNT'].includes(aggregation);
            const [start, end] = range;
            const ask = async (all: readonly TestDevice[]) => {
              const sources = sourcesOf(all, attribute).slice(0, devices);
              const asked = { sources, aggregation, resolution, start, end };
              const found = await readBuckets(bed.database, asked);
              together.push({ asked, answer: found });
              return found;
            };
            const answer = await ask(packed);
            expect(answer).toEqual(await ask(rows));
            if (aggregation === 'FIRST' || aggregation === 'LAST') {
              const asked = histories.slice(0, devices);
              expect(answer).toEqual(pickOf(asked, { attribute, aggregation, resolution, start, end }));
            }
            if (isNumeric && attribute === 'mode') expect(await ask(packed)).toEqual([]);
            for (const which of ['first', 'last'] as const) {
              const ends = async (all: readonly TestDevice[]) =>
                (await readEnds(bed.database, { sources: sourcesOf(all, attribute), start, end, which }))
                  .sort((one, other) => one.deviceRowId - other.deviceRowId)
                  .map(({ time: at, value }) => ({ at, value }));
              expect(await ends(packed)).toEqual(await ends(rows));
            }
          }
          const batches = batchesOf(day);
          const answers = await Promise.all(together.map(({ asked }) => batches.ask(asked)));
          expect(answers).toEqual(together.map(({ answer }) => answer));
        },
      ),
      { numRuns: rounds(1, 20), endOnFailure: true },
    );
  });

  inSlowSuite('asks sixty questions of 8,640 states', () => {
    it('need no states of packed days: those of long ranges are known when their chunks hold none any more', async () => {
      const states = Array.from({ length: 3 * 720 }, (_, index): State => {
        const time = firstDay + index * 120_000 + 7;
        return { time, data: { level: (index % 83) / 4, on: index % 3 === 0, mode: `mode ${index % 5}` } };
      });
      const packed = [await bed.addDevice(makes[0], states), await bed.addDevice(makes[1], states)];
      await bed.pack();
      const rows = [await bed.addDevice(makes[0], states), await bed.addDevice(makes[1], states)];
      const emptied = await bed.database.query({
        sql: `update device_state_chunk set columns = '{}', offsets = '{}' where device_row_id = any($1::bigint[]) returning start`,
        parameters: [packed.map(({ deviceRowId }) => deviceRowId)],
      });
      expect(emptied).toHaveLength(6);
      const range = { start: firstDay, end: firstDay + 3 * day - 1 };
      for (const attribute of ['level', 'on', 'mode'] as const) {
        for (const aggregation of bucketAggregations) {
          // Made of the points (docs/operations.md, "Packing long past days").
          if (aggregation === 'MEDIAN') continue;
          const isPick = aggregation === 'FIRST' || aggregation === 'LAST';
          for (const resolution of isPick ? [hour, day] : [0, hour, 6 * hour, day]) {
            const ask = (devices: readonly TestDevice[]) => {
              const sources = sourcesOf(devices, attribute).slice(0, isPick ? 1 : 2);
              return readBuckets(bed.database, { sources, aggregation, resolution, ...range });
            };
            const expected = await ask(rows);
            if (aggregation === 'COUNT') {
              const total = expected.reduce((sum, { value }) => sum + Number(value), 0);
              expect(total).toBe(2 * states.length);
            }
            expect(await ask(packed), `${aggregation} of ${attribute} by ${resolution}`).toEqual(expected);
          }
        }
      }
    });
  });

  it('are read by one statement for what is asked of many devices, and for several aggregations of the same', async () => {
    const states = Array.from({ length: 50 }, (_, index): State => {
      return { time: firstDay + index * 60_000, data: { level: index / 4, on: index % 3 === 0, mode: 'run' } };
    });
    const devices = [];
    for (let count = 0; count < 6; count += 1) devices.push(await bed.addDevice(makes[0], states));
    const range = { start: firstDay, end: firstDay + hour - 1, resolution: hour / 2 };
    const each = sourcesOf(devices, 'level').map((source) => ({ ...source, key: '1' }));
    const questions: BucketsAsked[] = [
      ...each.map((source) => ({ ...range, sources: [source], aggregation: 'MEAN' as const })),
      ...(['MIN', 'MEAN', 'MAX', 'SUM', 'STD_DEV'] as const).map((aggregation) => ({
        ...range,
        sources: each,
        aggregation,
      })),
    ];
    const expected = await Promise.all(questions.map((question) => readBuckets(bed.database, question)));
    const query = vi.spyOn(bed.database, 'query');
    const batches = batchesOf(day);
    expect(await Promise.all(questions.map((question) => batches.ask(question)))).toEqual(expected);
    expect(query).toHaveBeenCalledTimes(2);
    query.mockRestore();
  });

  it('fail alone: a device whose values no double holds together is no matter of the others', async () => {
    const good = await bed.addDevice(makes[0], [{ time: firstDay, data: { level: 1 } }]);
    const bad = await bed.addDevice(makes[0], [
      { time: firstDay, data: { level: 1.7e308 } },
      { time: firstDay + 1, data: { level: 1.7e308 } },
    ]);
    const batches = batchesOf(day);
    const ask = ({ deviceRowId }: TestDevice) =>
      batches.ask({
        sources: [{ deviceRowId, key: '1', dataType: 'number' }],
        ...{ aggregation: 'SUM', start: firstDay, end: firstDay + hour, resolution: hour },
      });
    const [one, other] = await Promise.allSettled([ask(good), ask(bad)]);
    expect(one).toEqual({ status: 'fulfilled', value: [{ bucket: firstDay, value: 1 }] });
    expect(other).toMatchObject({ status: 'rejected', reason: { message: expect.stringContaining('too large') } });
  });
});
