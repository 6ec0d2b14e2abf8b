import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectSchema } from '../../../test/support/schema.ts';
import type { LastValueQuery } from './schemas.ts';
import { now, openTestBed, type TestBed } from './test-bed.ts';

let bed: TestBed;
beforeAll(async () => {
  bed = await openTestBed();
});
afterAll(() => bed?.close());

const iso = (time: number): string => new Date(time).toISOString();

async function readLast(body: LastValueQuery): Promise<Record<string, unknown>> {
  const answer = await bed.post('last-value-query', body);
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  expectSchema('lastValueData', answer.body);
  return answer.body;
}

describe('a last-value query', () => {
  it('returns the newest value of one attribute with its own time, for devices that have one', async () => {
    const one = await bed.addDevice({ level: 'number', on: 'boolean' });
    const other = await bed.addDevice({ on: 'boolean', level: 'number' });
    const silent = await bed.addDevice({ level: 'number' });
    await bed.setLast(one, { level: { t: now - 5, v: 0 }, on: { t: now, v: true } });
    await bed.setLast(other, { on: { t: now, v: false } });
    const deviceIds = [one.id, other.id, silent.id];
    expect(await readLast({ deviceIds, attribute: 'level' })).toEqual({
      [one.id]: { time: iso(now - 5), data: { level: 0 } },
    });
    expect(await readLast({ deviceIds, attribute: 'unknown' })).toEqual({});
  });

  it('returns all attributes with the newest of their times when none is named', async () => {
    const tag = { key: 'last', value: 'all' };
    const device = await bed.addDevice({ level: 'number', label: 'string', silent: 'gps' }, [], [tag]);
    await bed.setLast(device, { level: { t: now - 5, v: 2.5 }, label: { t: now - 9, v: '' } });
    expect(await readLast({ deviceTags: [tag] })).toEqual({
      [device.id]: { time: iso(now - 5), data: { level: 2.5, label: '' } },
    });
    await bed.devices.patch(
      bed.application,
      device.id,
      { attributes: [{ name: 'label', dataType: 'string' }] },
      bed.change,
    );
    expect(await readLast({ deviceTags: [tag] })).toEqual({ [device.id]: { time: iso(now - 9), data: { label: '' } } });
  });

  it('asks for devices', async () => {
    expect(await bed.post('last-value-query', { attribute: 'level' })).toMatchObject({
      status: 400,
      body: { message: 'deviceIds or deviceTags is required' },
    });
  });
});
