import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectSchema } from '../../../test/support/schema.ts';
import type { AttributeValue } from '../../kernel/attribute-value.ts';
import type { DevicePrincipal, Principal } from '../../kernel/principal.ts';
import type { TimeSeriesQuery } from './schemas.ts';
import { apiToken, border, hour, now, openTestBed, type TestBed, type TestDevice } from './test-bed.ts';

let bed: TestBed;
beforeAll(async () => {
  bed = await openTestBed();
});
afterAll(() => bed?.close());

const iso = (time: number): string => new Date(time).toISOString();

type Data = Record<string, AttributeValue>;
interface Series {
  readonly start: string;
  readonly end: string;
  readonly resolution: number;
  readonly aggregation: unknown;
  readonly devices: Record<string, { name: string; points: { time: string; data: Data }[] }>;
}

async function query(body: TimeSeriesQuery, as?: Principal): Promise<Series> {
  const answer = await bed.post('time-series-query', body, as);
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  expectSchema('timeSeriesData', answer.body);
  return answer.body as unknown as Series;
}

async function pointsOf(device: TestDevice, body: TimeSeriesQuery): Promise<[number, Data][]> {
  const series = await query({ deviceIds: [device.id], ...body });
  return (series.devices[device.id]?.points ?? []).map(({ time, data }) => [Date.parse(time), data]);
}

/** Every quarter of an hour from `border` on: a cold store whose door is left open in the third hour. */
const coldStore = [-18.2, -18.4, -18.1, -18.3, -18, -17.6, -17.9, -18.2, -16.4, -12.8, -9.5, -11.7, -15, -17.1, -18];

describe('a time-series query', () => {
  it.each([
    ['MEAN', [-18.25, -17.925, -12.6, -50.1 / 3]],
    ['MAX', [-18.1, -17.6, -9.5, -15]],
    ['MIN', [-18.4, -18.2, -16.4, -18]],
    ['MEDIAN', [-18.25, -17.95, -12.25, -17.1]],
    ['SUM', [-73, -71.7, -50.4, -50.1]],
    ['COUNT', [4, 4, 4, 3]],
    ['FIRST', [-18.2, -18, -16.4, -15]],
    ['LAST', [-18.3, -18.2, -11.7, -18]],
    ['STD_DEV', [0.1118034, 0.2165064, 2.494995, 1.2569805]],
  ])('computes %s for every hour of a bundled series', async (aggregation, expected) => {
    const device = await bed.addDevice(
      { celsius: 'number' },
      coldStore.map((celsius, index) => ({ time: border + (index * hour) / 4, data: { celsius } })),
    );
    const points = await pointsOf(device, { start: border, end: border + 5 * hour, resolution: hour, aggregation });
    expect(points.map(([time]) => time)).toEqual([0, 1, 2, 3].map((index) => border + index * hour));
    for (const [index, [, data]] of points.entries()) expect(data.celsius).toBeCloseTo(expected[index] ?? 0, 6);
  });

  it.each(['MEAN', 'STD_DEV'])('computes %s of numbers so small that their quotient is none', async (aggregation) => {
    const states = [0, Number.MIN_VALUE, 0].map((level, index) => ({ time: border + index, data: { level } }));
    const device = await bed.addDevice({ level: 'number' }, states);
    const points = await pointsOf(device, { start: border, end: border + hour, aggregation });
    expect(points).toEqual([[border, { level: 0 }]]);
  });

  it('returns the range, the resolution and the aggregation that it used, and the devices by id', async () => {
    const device = await bed.addDevice({ level: 'number' });
    const aggregation = { type: 'MAX', options: {} };
    expect(
      await query({ deviceIds: [device.id.toUpperCase()], duration: hour, resolution: 60_000, aggregation }),
    ).toEqual({
      start: iso(now - hour),
      end: iso(now),
      resolution: 60_000,
      aggregation,
      devices: { [device.id]: { name: 'Pump', points: [] } },
    });
  });

  it('covers the last day and takes LAST when the query says nothing, in one bucket labelled by its start', async () => {
    const device = await bed.addDevice({ level: 'number' }, [
      { time: now - 24 * hour - 1, data: { level: 1 } },
      { time: now - 24 * hour, data: { level: 2 } },
      { time: now, data: { level: 3 } },
      { time: now + 1, data: { level: 4 } },
    ]);
    const answer = await query({ deviceIds: [device.id] });
    expect(answer).toMatchObject({ start: iso(now - 24 * hour), end: iso(now), resolution: 0, aggregation: 'LAST' });
    expect(answer.devices[device.id]?.points).toEqual([{ time: iso(now - 24 * hour), data: { level: 3 } }]);
    expect(await pointsOf(device, { aggregation: 'COUNT' })).toEqual([[now - 24 * hour, { level: 2 }]]);
  });

  it.each<[string, TimeSeriesQuery, number[]]>([
    ['an end relative to now', { end: -hour, duration: hour }, [-120, -60]],
    ['a start relative to now', { start: -2 * hour }, [-120, -60, 0]],
    ['a start at now', { start: 0 }, [0]],
    ['start before duration', { start: -hour, duration: 5 * hour }, [-60, 0]],
    ['absolute times', { start: now - 2 * hour, end: now - hour }, [-120, -60]],
    ['no duration at all', { end: -hour, duration: 0 }, [-60]],
    ['more than time itself', { duration: 1e300, end: 1e300 }, [-180, -120, -60, 0]],
    ['all there is', { start: 1, end: 1e15 }, [-180, -120, -60, 0]],
  ])('includes both ends of a range given by %s', async (_case, range, minutes) => {
    const all = [-180, -120, -60, 0];
    const device = await bed.addDevice(
      { n: 'number' },
      all.map((n) => ({ time: now + n * 60_000, data: { n } })),
    );
    const points = await pointsOf(device, { ...range, aggregation: 'NONE' });
    expect(points.map(([, data]) => data.n)).toEqual(minutes);
    const [total] = await pointsOf(device, { ...range, aggregation: 'COUNT' });
    expect(total?.[1].n).toBe(minutes.length);
  });

  it('takes FIRST, LAST and COUNT of every type, and numbers of number attributes only', async () => {
    const attributes = { n: 'number', text: 'string', on: 'boolean', place: 'gps' } as const;
    const early = { n: 1.5, text: 'a', on: false, place: '37.33,-122.03' };
    const late = { n: 0, text: '', on: false, place: '0,0' };
    const device = await bed.addDevice(attributes, [
      { time: now - 20, data: early },
      { time: now - 10, data: { n: -7 } },
      { time: now, data: late },
    ]);
    const ask = async (aggregation: string) => (await pointsOf(device, { aggregation }))[0]?.[1];
    expect(await ask('FIRST')).toEqual(early);
    expect(await ask('LAST')).toEqual(late);
    expect(await ask('COUNT')).toEqual({ n: 3, text: 2, on: 2, place: 2 });
    expect(await ask('MIN')).toEqual({ n: -7 });
    expect(await pointsOf(device, { aggregation: 'MAX', attributes: ['text'] })).toEqual([]);
  });

  it('returns the attributes asked for that exist, even one with an awkward name', async () => {
    const attributes = { level: 'number', constructor: 'number' } as const;
    const device = await bed.addDevice(attributes, [{ time: now, data: { level: 1, constructor: 3 } }]);
    const wanted = ['__proto__', 'missing', 'constructor', 'constructor'];
    for (const aggregation of ['LAST', 'SUM', 'NONE']) {
      const { devices: found } = await query({ deviceIds: [device.id], duration: 0, aggregation, attributes: wanted });
      expect(JSON.stringify(found[device.id]?.points[0]?.data)).toBe('{"constructor":3}');
    }
    expect(await pointsOf(device, { attributes: [] })).toEqual([]);
  });

  it('hides the history of an attribute that was removed or has changed its type', async () => {
    const device = await bed.addDevice({ a: 'number', b: 'number' }, [{ time: now - 1, data: { a: 1, b: 2 } }]);
    await bed.devices.patch(
      bed.application,
      device.id,
      { attributes: [{ name: 'b', dataType: 'string' }] },
      bed.change,
    );
    expect(await pointsOf(device, {})).toEqual([]);
    expect(await pointsOf(device, { aggregation: 'NONE' })).toEqual([]);
    await bed.store(device, [{ time: now, data: { b: 'new' } }]);
    expect(await pointsOf(device, { aggregation: 'NONE' })).toEqual([[now, { b: 'new' }]]);
  });

  it('returns raw points of each device up to the limit, from the end that the order names', async () => {
    const states = [4, 3, 2, 1, 0].map((n) => ({ time: now - n, data: { n } }));
    const one = await bed.addDevice({ n: 'number' }, states);
    const other = await bed.addDevice({ n: 'number' }, states);
    const base = { deviceIds: [one.id, other.id], aggregation: 'NONE', resolution: 2, limit: 2 };
    const { devices: oldest, resolution } = await query(base);
    expect(resolution).toBe(0);
    const { devices: newest } = await query({ ...base, order: 'desc' });
    for (const { id } of [one, other]) {
      expect(oldest[id]?.points.map(({ data }) => data.n)).toEqual([4, 3]);
      expect(newest[id]?.points.map(({ data }) => data.n)).toEqual([0, 1]);
    }
  });

  it('pages through more raw points than one statement reads, counting only those with the attribute', async () => {
    const device = await bed.addDevice(
      { n: 'number', rare: 'boolean' },
      Array.from({ length: 7000 }, (_item, n) => ({
        time: border - 3500 + n,
        data: { n, ...(n % 1000 === 0 ? { rare: true } : {}) } as Data,
      })),
    );
    const numbers = async (body: TimeSeriesQuery) =>
      (await pointsOf(device, { start: border - 3500, aggregation: 'NONE', ...body })).map(
        ([time]) => time - border + 3500,
      );
    expect(await numbers({ limit: 100_000 })).toEqual(Array.from({ length: 7000 }, (_item, n) => n));
    expect(await numbers({ limit: 5000, order: 'desc' })).toEqual(Array.from({ length: 5000 }, (_item, n) => 6999 - n));
    expect(await numbers({})).toHaveLength(1000);
    expect(await numbers({ attributes: ['rare'], limit: 3 })).toEqual([0, 1000, 2000]);
    expect(await numbers({ attributes: ['rare'], order: 'desc' })).toEqual([6000, 5000, 4000, 3000, 2000, 1000, 0]);
  });

  it('addresses devices by id and by tag, each once, also when their attributes have different keys', async () => {
    const tag = { key: 'hall', value: 'north' };
    const state = [{ time: now, data: { level: 5 } }];
    const tagged = await bed.addDevice({ level: 'number' }, state, [tag]);
    const both = await bed.addDevice({ other: 'string', level: 'number' }, state, [tag, { key: 'x', value: 'y' }]);
    const listed = await bed.addDevice({ a: 'string', b: 'string', level: 'number' }, state);
    await bed.addDevice({ level: 'number' }, state, [{ key: 'hall', value: 'south' }]);
    const deviceIds = [both.id, listed.id, 'ffffffffffffffffffffffff'];
    for (const aggregation of ['LAST', 'MEAN', 'NONE']) {
      const answer = await query({ deviceIds, deviceTags: [tag], duration: 0, aggregation });
      expect(Object.keys(answer.devices).sort()).toEqual([tagged.id, both.id, listed.id].sort());
      for (const { points } of Object.values(answer.devices))
        expect(points).toEqual([{ time: iso(now), data: { level: 5 } }]);
    }
    expect((await query({ deviceTags: [{ value: 'y' }] })).devices).toHaveProperty(both.id);
    expect((await query({ deviceIds: [] })).devices).toEqual({});
  });

  it('follows changes of a device that was asked about before', async () => {
    const device = await bed.addDevice({ level: 'number' }, [{ time: now, data: { level: 5 } }]);
    const ask = async () => (await query({ deviceIds: [device.id], duration: 0 })).devices;
    expect(await ask()).toMatchObject({ [device.id]: { name: 'Pump', points: [{ data: { level: 5 } }] } });
    const attributes = [{ name: 'depth', dataType: 'number' as const }];
    await bed.devices.patch(bed.application, device.id, { name: 'Well', attributes }, bed.change);
    expect(await ask()).toEqual({ [device.id]: { name: 'Well', points: [] } });
  });

  it('knows no device of another application, however often it was asked about in its own', async () => {
    const device = await bed.addDevice({ level: 'number' });
    const other = { ...bed.application, applicationRowId: 424242, applicationId: '5c0000000000000000000099' };
    const select = (application: typeof other) =>
      bed.devices.select(application, apiToken, { deviceIds: [device.id, device.id.toUpperCase()] });
    expect((await select(bed.application)).map(({ deviceId }) => deviceId)).toEqual([device.id]);
    expect(await select(other)).toEqual([]);
  });

  it('shows a device with a restricted key nothing of the others', async () => {
    const own = await bed.addDevice({ n: 'number' }, [{ time: now, data: { n: 1 } }]);
    const other = await bed.addDevice({ n: 'number' }, [{ time: now, data: { n: 2 } }]);
    const device: DevicePrincipal = {
      ...apiToken,
      kind: 'device',
      via: 'device',
      deviceId: own.id,
      deviceRowId: own.deviceRowId,
      accessKeyRowId: 1,
      deviceClass: 'standalone',
      restricted: true,
    };
    const ask = { deviceIds: [own.id, other.id] };
    expect(Object.keys((await query(ask, device)).devices)).toEqual([own.id]);
    expect(Object.keys((await query(ask, { ...device, restricted: false })).devices)).toHaveLength(2);
  });

  it('returns the largest number of values that it allows', async () => {
    const device = await bed.addDevice({ n: 'number' }, [
      { time: border - 99_999, data: { n: 1 } },
      { time: border, data: { n: 2 } },
    ]);
    const points = await pointsOf(device, { end: border, duration: 99_999, resolution: 1 });
    expect(points).toEqual([
      [border - 99_999, { n: 1 }],
      [border, { n: 2 }],
    ]);
  });
});
