import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { border, hour, openTestBed, type State, type TestBed } from './test-bed.ts';

let bed: TestBed;
beforeAll(async () => {
  bed = await openTestBed();
});
afterAll(() => bed?.close());

const start = border - 10 * hour;
const iso = (time: number): string => new Date(time).toISOString();

describe('MINMAX', () => {
  it('keeps every peak as it was reported, with two points for a bucket at most', async () => {
    const states = Array.from({ length: 3600 }, (_, second) => ({
      time: start + second * 1000,
      data: { level: second === 1234 ? 99.5 : second === 2345 ? -3 : 20 + (second % 10) / 10, on: second % 2 === 0 },
    }));
    const device = await bed.addDevice({ level: 'number', on: 'boolean' }, states);
    const answer = await bed.post('time-series-query', {
      deviceIds: [device.id],
      start,
      end: start + hour - 1,
      resolution: hour / 6,
      aggregation: 'MINMAX',
    });
    expect(answer).toMatchObject({ status: 200, body: { aggregation: 'MINMAX', resolution: hour / 6 } });
    const { points } = (answer.body.devices as Record<string, { points: { time: string; data: object }[] }>)[
      device.id
    ] ?? {
      points: [],
    };
    expect(points).toEqual(
      [
        [0, 20],
        [9, 20.9],
        [600, 20],
        [609, 20.9],
        [1200, 20],
        [1234, 99.5],
        [1809, 20.9],
        [2345, -3],
        [2400, 20],
        [2409, 20.9],
        [3000, 20],
        [3009, 20.9],
      ].map(([second = 0, level]) => ({ time: iso(start + second * 1000), data: { level } })),
    );
  });

  it('has one point where a bucket has one value, and those of several attributes together where they were reported so', async () => {
    const states: State[] = [
      { time: start + 5, data: { one: 7, other: 1 } },
      { time: start + 6, data: { one: 7 } },
      { time: start + 7, data: { other: 2 } },
    ];
    const device = await bed.addDevice({ one: 'number', other: 'number', label: 'string' }, states);
    const question = {
      deviceIds: [device.id],
      start,
      end: start + hour,
      aggregation: { type: 'MINMAX' },
      order: 'desc',
    };
    expect((await bed.post('time-series-query', question)).body.devices).toEqual({
      [device.id]: {
        name: 'Pump',
        points: [
          { time: iso(start + 7), data: { other: 2 } },
          { time: iso(start + 5), data: { one: 7, other: 1 } },
        ],
      },
    });
  });

  it('counts two values for each bucket where an answer would be too large', async () => {
    const device = await bed.addDevice({ level: 'number' });
    const question = { deviceIds: [device.id], start, end: start + 50_000 * 1000, resolution: 1000 };
    expect((await bed.post('time-series-query', { ...question, aggregation: 'MIN' })).status).toBe(200);
    expect(await bed.post('time-series-query', { ...question, aggregation: 'MINMAX' })).toMatchObject({
      status: 400,
      body: { message: expect.stringContaining('resolution selects too many values') },
    });
  });
});
