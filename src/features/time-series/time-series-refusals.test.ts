import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inSlowSuite } from '../../../test/support/rounds.ts';
import { apiToken, border, hour, now, openTestBed, type TestBed } from './test-bed.ts';

let bed: TestBed;
beforeAll(async () => {
  bed = await openTestBed();
});
afterAll(() => bed?.close());

describe('a time-series query', () => {
  it.each<[string, Record<string, unknown>, string]>([
    ['devices that are not named', { deviceIds: undefined }, 'deviceIds or deviceTags is required'],
    ['an id that is none', { deviceIds: ['x'] }, 'deviceIds[0] must be an id of 24 hex digits'],
    ['a tag without key and value', { deviceTags: [{}] }, 'deviceTags[0] must have a key or a value'],
    ['a start after the end', { start: now, end: now - 1 }, 'start must not be after end'],
    ['a start after a relative end', { start: 0, end: -1 }, 'start must not be after end'],
    ['a negative duration', { duration: -1 }, 'duration must be >= 0'],
    ['a negative resolution', { resolution: -1 }, 'resolution must be >= 0'],
    ['text for a number', { resolution: '60000' }, 'resolution must be number'],
    ['an unknown aggregation', { aggregation: 'AVERAGE' }, 'aggregation must be one of FIRST, LAST'],
    ['an aggregation of a wrong type', { aggregation: 5 }, 'aggregation must be one of FIRST, LAST'],
    ['TIMEATVALUE', { aggregation: { type: 'TIMEATVALUE', options: { value: 1 } } }, 'must be one of FIRST, LAST'],
    ['TIMEATVALUE by its name', { aggregation: 'TIMEATVALUE' }, 'aggregation must be one of FIRST, LAST'],
    [
      'options that an aggregation has not',
      { aggregation: { type: 'MAX', options: { of: 2 } } },
      'aggregation.options',
    ],
    ['a limit of none', { limit: 0 }, 'limit must be >= 1'],
    ['too high a limit', { limit: 100_001 }, 'limit must be <= 100000'],
    ['an unknown order', { order: 'up' }, 'order must be one of asc, desc'],
    ['a name that no attribute can have', { attributes: ['a b'] }, 'attributes[0] must be 1 to 255 letters'],
    ['an unknown field', { page: 1 }, 'page is not a known field'],
    ['too many buckets', { duration: 100_000, end: border, resolution: 1 }, 'resolution selects too many values'],
  ])('refuses %s', async (_case, fields, message) => {
    const device = await bed.addDevice({ n: 'number' });
    const answer = await bed.post('time-series-query', { deviceIds: [device.id], ...fields });
    expect(answer).toMatchObject({ status: 400, body: { type: 'Validation' } });
    expect(answer.body.message).toContain(message);
  });

  inSlowSuite('stores and reads 36 MB', () => {
    it('refuses an answer that would not fit in memory', async () => {
      const text = 'x'.repeat(60_000);
      const states = Array.from({ length: 600 }, (_item, index) => ({ time: now - index, data: { text } }));
      const device = await bed.addDevice({ text: 'string' }, states);
      const raw = await bed.post('time-series-query', { deviceIds: [device.id], aggregation: 'NONE' });
      expect(raw).toMatchObject({ status: 400, body: { message: expect.stringMatching(/^limit .*32 MiB/) } });
      const picked = await bed.post('time-series-query', { deviceIds: [device.id], duration: 1000, resolution: 1 });
      expect(picked).toMatchObject({ status: 400, body: { message: expect.stringMatching(/^resolution .*32 MiB/) } });
    });
  });

  it.each([['SUM', [1.7e308, 1.7e308]]])(
    'refuses a %s that no number can hold, whether one statement computes it or several',
    async (aggregation, values) => {
      const states = values.map((n, index) => ({ time: border - index * 10 * hour, data: { n } }));
      const device = await bed.addDevice({ n: 'number' }, states);
      const body = { deviceIds: [device.id], end: border + 1, duration: 20 * hour, aggregation };
      const message = 'aggregation produces a number that is too large to return';
      expect(await bed.post('time-series-query', body)).toMatchObject({ status: 400, body: { message } });
      await expect(bed.slicingService.query(bed.application, apiToken, body)).rejects.toThrow(message);
    },
  );

  it('refuses more questions than it takes in hand, finishes those, and then takes new ones', async () => {
    const device = await bed.addDevice({ n: 'number' }, [{ time: now, data: { n: 1 } }]);
    const ask = () => bed.post('time-series-query', { deviceIds: [device.id], duration: 0 });
    const answers: Promise<{ status: number; body: unknown }>[] = [];
    await bed.database.kysely.transaction().execute(async (tx) => {
      // The engine has one session, and this transaction has it.
      await sql`select 1`.execute(tx);
      for (let asked = 0; asked < 200; asked += 1) answers.push(ask());
      expect(await ask()).toMatchObject({ status: 503, body: { type: 'Unavailable' } });
    });
    for (const { status } of await Promise.all(answers)) expect(status).toBe(200);
    expect(await ask()).toMatchObject({ status: 200 });
  });
});
