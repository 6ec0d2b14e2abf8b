import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AttributeValue } from '../../kernel/attribute-value.ts';
import { readRawStates } from './raw-store.ts';
import { apiToken, border, hour, openTestBed, type State, type TestBed, type TestDevice } from './test-bed.ts';

const day = 24 * hour;
const firstDay = border - 80 * day;
const attributes = {
  few: 'number',
  many: 'number',
  any: 'number',
  on: 'boolean',
  kind: 'string',
  id: 'string',
} as const;
let bed: TestBed;
let rows: TestDevice;
let packed: TestDevice;
beforeAll(async () => {
  bed = await openTestBed();
  packed = await bed.addDevice(attributes);
  await bed.storeLate(packed, states);
  await bed.pack();
  rows = await bed.addDevice(attributes);
  await bed.storeLate(rows, states);
}, 120_000);
afterAll(() => bed?.close());

/** As many as several pages have on the last three days; a few on each day before, of which a page has the most chunks that it may. */
const states: State[] = [
  ...Array.from({ length: 3 * 77 }, (_, index) => state(firstDay + index * 8 * hour + 5)),
  ...Array.from({ length: 3 * 1500 }, (_, index) => state(firstDay + 77 * day + Math.floor((index * day) / 1500) + 1)),
];

function state(time: number): State {
  const n = Math.floor(time / 57_600);
  const data: Record<string, AttributeValue> = { few: (n % 300) / 100 };
  if (n % 2 === 0) data.many = (n % 90_001) / 1000 - 40;
  if (n % 3 === 0) data.any = [1e-7 / 3, 0.1 + 0.2, -1e300, 62.41, 5e-324][n % 5] ?? 0;
  if (n % 4 === 0) data.on = n % 8 === 0;
  if (n % 5 === 0) data.kind = ['idle', 'run', ''][n % 3] ?? '';
  data.id = `state ${n}`;
  return { time, data };
}

describe('raw points', () => {
  const ask = async (device: TestDevice, question: object) => {
    const query = { aggregation: 'NONE', deviceIds: [device.id], limit: 100_000, ...question };
    return (await bed.service.query(bed.application, apiToken, query)).devices[device.id]?.points ?? [];
  };

  for (const order of ['asc', 'desc'] as const) {
    it(`of packed days are those of rows, page after page (${order})`, { timeout: 120_000 }, async () => {
      const all = { start: firstDay, end: border, order };
      expect(await ask(rows, all)).toHaveLength(states.length);
      expect(await ask(packed, all)).toEqual(await ask(rows, all));
      for (const question of [
        { ...all, limit: 2500 },
        { ...all, limit: 1 },
        { ...all, attributes: ['on', 'any'] },
        { ...all, attributes: ['id'], start: firstDay + 5, end: firstDay + 70 * day + 4 },
        { ...all, start: firstDay + 77 * day + 3 * hour, end: firstDay + 79 * day - hour },
        { ...all, start: firstDay + 6, end: firstDay + 8 * hour + 4 },
      ]) {
        expect(await ask(packed, question)).toEqual(await ask(rows, question));
      }
    });
  }

  it('come a page of states at a time, however many a day has', async () => {
    const { deviceRowId } = packed;
    const page = async (order: 'asc' | 'desc', range: { start: number; end: number }) => {
      const found = await readRawStates(bed.database, {
        deviceRowIds: [deviceRowId],
        keys: ['1'],
        limit: 100,
        range,
        order,
      });
      return found.get(deviceRowId);
    };
    const busy = { start: firstDay + 77 * day, end: border };
    const first = await page('asc', busy);
    expect(first?.states).toHaveLength(100);
    expect(first?.rest).toEqual({ start: (first?.states.at(-1)?.time ?? 0) + 1, end: border });
    const last = await page('desc', busy);
    expect(last?.states).toHaveLength(100);
    expect(last?.rest).toEqual({ start: busy.start, end: (last?.states.at(-1)?.time ?? 0) - 1 });
    expect((await page('asc', { start: firstDay, end: firstDay + day }))?.rest).toBeUndefined();
  });
});
