// A tree of 2,000 devices, and lists of tens of megabytes.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { partsOf, startTestApp, type TestApp } from '../../integration/app.ts';
import { type Client, logIn } from '../../support/api.ts';
import { expectSchema } from '../../support/schema.ts';
import { call } from '../../support/tenant.ts';

/** Far more than a single application should be able to make a server answer or compute at once. */
let test: TestApp;
let client: Client;
let token: string;
let applicationId: string;
const maxAnswerBytes = 8 * 1024 * 1024;
/** What a body of 256 KiB has room for. */
const fatAttributes = Array.from({ length: 240 }, (_, key) => ({
  key,
  name: `attribute-${key}`,
  dataType: 'string',
  description: 'x'.repeat(1000),
}));
const fatText = 'x'.repeat(250_000);

beforeAll(async () => {
  test = await startTestApp({ env: { SIGNALBOX_DEVICE_MESSAGE_LIMIT: 'off' } });
  ({ client, token } = await logIn(test));
  applicationId = (await client.applications.post({ application: { name: 'Greedy' } })).id;
  const root = await client.devices.post({ applicationId, device: { name: 'root', deviceClass: 'system' } });
  await partsOf(test.app).database.query({
    sql: `insert into device (id, application_row_id, name, device_class, parent_id, tags, attributes, description, created_at, updated_at)
      select lpad(to_hex(n), 24, '0'), application_row_id, 'device ' || n, 'standalone',
        case when n % 2 = 0 then $2 else lpad(to_hex(n - 1), 24, '0') end,
        '[]', case when n > 1900 then $3::jsonb else '[]' end, '', now() + n * interval '1 ms', now()
      from application, generate_series(2, 2001) n where id = $1`,
    parameters: [applicationId, root.id, JSON.stringify(fatAttributes)],
  });
}, 60_000);
afterAll(() => test.end());

it('finds what is below a device in a tree of 2,000 without asking anew for each of them', async () => {
  const root = (await client.devices.get({ applicationId, filterField: 'name', filter: 'root' })).items[0].id;
  const page = await client.devices.get({ applicationId, perPage: 1, query: { ancestorId: root } });
  expect(page.totalCount).toBe(2000);
});

it('ends a page of fat devices at 8 MiB, says so, and counts true', async () => {
  const path = `/applications/${applicationId}/devices`;
  const response = await fetch(`${test.http}${path}?perPage=1000&sortField=creationDate&sortDirection=desc`, {
    headers: { Authorization: `Bearer ${token}` },
  });
  const text = await response.text();
  expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
  expect(text.length).toBeLessThan(maxAnswerBytes * 1.05);
  const page = JSON.parse(text);
  expectSchema('devices', page);
  expect(page).toMatchObject({ truncated: true, totalCount: 2001, perPage: 1000, count: page.items.length });
  expect(page.items.length).toBeGreaterThan(25);
  for (const item of page.items) expectSchema('device', item);
  // Smaller pages show all, and none twice.
  const seen = new Set<string>();
  for (let number = 0; number * 25 < 2001; number++) {
    const part = await client.devices.get({ applicationId, perPage: 25, page: number });
    expect(part.truncated).toBeUndefined();
    for (const { id } of part.items) seen.add(id);
  }
  expect(seen.size).toBe(2001);
});

it('writes a long list exactly as a short one', async () => {
  const perPage = 30;
  const sorted = { applicationId, sortField: 'creationDate', sortDirection: 'desc' };
  const long = await client.devices.get({ ...sorted, perPage });
  const one = [];
  for (let page = 0; page < perPage; page++)
    one.push(...(await client.devices.get({ ...sorted, perPage: 1, page })).items);
  expect(long.items).toEqual(one);
  const bare = await call(test, 'GET', `/applications/${applicationId}/devices?perPage=30&_links=false`, { token });
  expect(JSON.stringify(bare.body)).not.toContain('_links');
  const head = await fetch(
    `${test.http}/applications/${applicationId}/devices?perPage=1000&sortField=creationDate&sortDirection=desc`,
    {
      method: 'HEAD',
      headers: { Authorization: `Bearer ${token}` },
    },
  );
  expect([head.status, await head.text()]).toEqual([200, '']);
});

it('ends histories at 8 MiB and says so in a header', async () => {
  const names = Array.from({ length: 7 }, (_, index) => `text${index}`);
  const attributes = names.map((name) => ({ name, dataType: 'string' }));
  const data = Object.fromEntries(names.map((name) => [name, 'x'.repeat(30_000)]));
  const { id: deviceId } = await client.devices.post({ applicationId, device: { name: 'talker', attributes } });
  const { database } = partsOf(test.app);
  const [device] = await database.query<{ key: number }>({
    sql: 'select device_row_id as key from device where id = $1',
    parameters: [deviceId],
  });
  await database.query({
    sql: `insert into device_command (device_row_id, time, name, payload)
      select $1, $2::bigint + n, 'flash', to_jsonb($3::text) from generate_series(1, 200) n`,
    parameters: [device?.key, Date.now(), fatText],
  });
  const path = `/applications/${applicationId}/devices/${deviceId}`;
  for (let turn = 0; turn < 60; turn++) {
    await call(test, 'POST', `${path}/state`, { token, body: { time: Date.now() - turn, data } });
  }
  for (const [kind, schema] of [
    ['command', 'deviceCommands'],
    ['state', 'deviceStates'],
  ] as const) {
    const get = (limit: number) =>
      fetch(`${test.http}${path}/${kind}?limit=${limit}`, { headers: { Authorization: `Bearer ${token}` } });
    const cut = await get(1000);
    const text = await cut.text();
    expect(cut.status, text.slice(0, 300)).toBe(200);
    expect(cut.headers.get('x-truncated')).toBe('true');
    expect(text.length).toBeLessThan(maxAnswerBytes * 1.05);
    const rows = JSON.parse(text);
    expectSchema(schema, rows);
    const whole = await get(5);
    expect(whole.headers.get('x-truncated')).toBeNull();
    expect(await whole.json()).toEqual(rows.slice(0, 5));
  }
});

it('ends pages of heavy rows of a data table at 8 MiB, and deletes no more than that at once', async () => {
  const column = { name: 'text', dataType: 'string', constraint: 'optional' };
  const table = await client.dataTables.post({ applicationId, dataTable: { name: 'Heavy', columns: [column] } });
  const path = `/applications/${applicationId}/data-tables/${table.id}/rows`;
  const count = 60;
  for (let row = 0; row < count; row += 1) await call(test, 'POST', path, { token, body: { text: fatText } });
  const at = { applicationId, dataTableId: table.id };
  for (const query of [{}, { text: { $contains: 'xxx' } }]) {
    const cut = await client.dataTableRows.query({ ...at, query });
    expectSchema('dataTableRows', cut);
    expect(cut).toMatchObject({ truncated: true, totalCount: count, count: cut.items.length });
    expect(cut.items.length).toBe(Math.floor(maxAnswerBytes / 250_200));
    const rest = await client.dataTableRows.query({ ...at, query, offset: cut.count });
    expect(rest.truncated).toBeUndefined();
    const seen = [...cut.items, ...rest.items].map(({ id }: { id: string }) => id);
    expect(new Set(seen).size).toBe(count);
  }
  const { removed } = await client.dataTableRows.delete({ ...at, query: {}, limit: 1000 });
  expect(removed).toBeGreaterThan(30);
  expect(removed).toBeLessThan(36);
  expect((await client.dataTableRows.get({ ...at, limit: 1 })).totalCount).toBe(count - removed);
}, 120_000);
