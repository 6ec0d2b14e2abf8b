import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { rounds } from '../../../test/support/rounds.ts';
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

  it('returns those of thousands of devices, whatever their attributes, in few reads', async () => {
    const makes = [
      '[{"key":1,"name":"level","dataType":"number"},{"key":2,"name":"label","dataType":"string"}]',
      '[{"key":4,"name":"label","dataType":"string"},{"key":7,"name":"level","dataType":"number"}]',
      '[{"key":1,"name":"level","dataType":"string","retired":true},{"key":3,"name":"level","dataType":"number"}]',
    ];
    const tag = { key: 'last', value: 'many' };
    // As many as a tag may select, where there is time: to be made and searched for they take much longer than to be read.
    const deviceCount = rounds(2500, 10_000);
    await bed.database.query({
      sql: `with made as (
          insert into device (id, application_row_id, name, attributes, tags, created_at, updated_at)
          select 'ab' || lpad(to_hex(n), 22, '0'), $1, 'Pump ' || n, ($2::text[])[n % 3 + 1]::jsonb, $3::jsonb, now(), now()
          from generate_series(1, $5::integer) n order by n returning device_row_id, name, attributes
        )
        insert into device_last_value (device_row_id, oldest, newest, data)
        select device_row_id, $4, $4::bigint + n, (select jsonb_object_agg(one ->> 'key', jsonb_build_object('t', $4::bigint + n,
            'v', case one ->> 'dataType' when 'number' then to_jsonb(n / 4.0) else to_jsonb('at ' || n) end))
            from jsonb_array_elements(attributes) one)
        from made cross join lateral (select substr(name, 6)::integer as n) number where n % 10 > 0`,
      parameters: [bed.application.applicationRowId, makes, JSON.stringify([tag]), now - 20_000, deviceCount],
    });
    const expected = (names: readonly string[]) =>
      Object.fromEntries(
        Array.from({ length: deviceCount }, (_, index) => index + 1)
          .filter((n) => n % 10 > 0)
          .map((n) => {
            const all = { level: n / 4, ...(n % 3 === 2 ? {} : { label: `at ${n}` }) };
            const data = Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name)));
            return [`ab${n.toString(16).padStart(22, '0')}`, { time: iso(now - 20_000 + n), data }] as const;
          })
          .filter(([, { data }]) => Object.keys(data).length > 0),
      );
    const statements = vi.spyOn(bed.database, 'query');
    expect(await readLast({ deviceTags: [tag] })).toEqual(expected(['level', 'label']));
    expect(await readLast({ deviceTags: [tag], attribute: 'level' })).toEqual(expected(['level']));
    expect(await readLast({ deviceTags: [tag], attribute: 'label' })).toEqual(expected(['label']));
    // Six reads of profiles, once; then of each make of devices, and of two makes for the label, a look for what is not settled yet and three reads.
    expect(statements.mock.calls.length).toBeLessThanOrEqual(6 + 3 * 4 + 3 * 4 + 2 * 4);
    const deviceIds = Object.keys(expected(['level'])).slice(0, 1000);
    expect(Object.keys(await readLast({ deviceIds, attribute: 'level' }))).toEqual(deviceIds);
    statements.mockRestore();
  });
});
