import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../integration/app.ts';
import { expectSearchRanks } from '../integration/search-scenario.ts';
import { connect, logIn } from '../support/api.ts';

const administration = process.env.SIGNALBOX_TEST_DATABASE_URL;
if (!administration) throw new Error('SIGNALBOX_TEST_DATABASE_URL must name a PostgreSQL server; see CONTRIBUTING.md');

async function administer(...statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: administration });
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
}

it.each(["locale 'C'", "locale 'C.UTF-8'"])(
  'ranks a search before it limits it, on a database with %s',
  async (locale) => {
    const name = `signalbox_${randomBytes(6).toString('hex')}`;
    await administer(`create database ${name} template template0 encoding 'UTF8' ${locale}`);
    const url = Object.assign(new URL(administration), { pathname: `/${name}` });
    await expectSearchRanks(() => startTestApp({ env: { DATABASE_URL: url.href } }));
    await administer(`drop database ${name} with (force)`);
  },
);

/** Whatever an operator's database is like, as long as it is accepted: the same answers beyond ASCII. */
describe.each([
  ['with a locale that knows only ASCII', `locale 'C'`, []],
  ['with a locale that knows Unicode', `locale 'C.UTF-8'`, []],
  [
    'with German defaults',
    `locale 'C'`,
    [`datestyle = 'German'`, `timezone = 'Europe/Berlin'`, 'extra_float_digits = 0'],
  ],
  [
    'with every default changed that a session can set, and a schema of its own',
    `locale 'C'`,
    [
      `datestyle = 'German, DMY'`,
      `timezone = 'Asia/Kathmandu'`,
      'extra_float_digits = 0',
      `intervalstyle = 'sql_standard'`,
      'standard_conforming_strings = off',
      `bytea_output = 'escape'`,
      `default_transaction_isolation = 'serializable'`,
      'default_transaction_read_only = on',
      'search_path = signal_box, public',
    ],
  ],
])('a database %s', (_name, locale, defaults) => {
  const name = `signalbox_${randomBytes(6).toString('hex')}`;
  let app: TestApp;
  let client: Awaited<ReturnType<typeof logIn>>['client'];
  let token: string;
  let applicationId: string;

  beforeAll(async () => {
    await administer(
      `create database ${name} template template0 encoding 'UTF8' ${locale}`,
      ...defaults.map((setting) => `alter database ${name} set ${setting}`),
    );
    const url = Object.assign(new URL(administration), { pathname: `/${name}` });
    const inside = new pg.Client({ connectionString: url.href });
    await inside.connect();
    await inside.query('set transaction_read_only = off');
    await inside.query('set default_transaction_read_only = off');
    await inside.query('create schema signal_box');
    await inside.end();
    app = await startTestApp({ env: { DATABASE_URL: url.href } });
    ({ client, token } = await logIn(app));
    ({ id: applicationId } = await client.applications.post({ application: { name: 'Ähren' } }));
    for (const device of ['Öfen im Süden', 'ЖУК на крыше', 'ΟΔΟΣ', 'zebra', 'Apfel']) {
      await client.devices.post({
        applicationId,
        device: {
          name: device,
          tags: [{ key: 'Grade', value: 'ÜBER' }],
          attributes: [{ name: 'x', dataType: 'number' }],
        },
      });
    }
  });
  afterAll(async () => {
    await app.end();
    await administer(`drop database ${name} with (force)`);
  });

  const namesOf = (items: { name: string }[]): string[] => items.map((item) => item.name);

  it.each([
    ['öfen', ['Öfen im Süden']],
    ['SÜDEN', ['Öfen im Süden']],
    ['ÜDE', ['Öfen im Süden']],
    ['жук', ['ЖУК на крыше']],
    ['КРЫШ', ['ЖУК на крыше']],
    ['οδος', ['ΟΔΟΣ']],
  ])('finds by %s', async (filter, expected) => {
    expect(namesOf(await client.application.search({ applicationId, filter }))).toEqual(expected);
  });

  it('finds by tag, filters lists and queries devices without regard to case', async () => {
    expect(await client.application.search({ applicationId, filter: 'gRADE=über' })).toHaveLength(5);
    const filtered = await client.devices.get({ applicationId, filterField: 'name', filter: 'öFEN*' });
    expect(namesOf(filtered.items)).toEqual(['Öfen im Süden']);
    const query = { name: { $startsWith: 'жУК', $ci: true } };
    expect(namesOf((await client.devices.get({ applicationId, query })).items)).toEqual(['ЖУК на крыше']);
  });

  it('sorts names by one order', async () => {
    const { items } = await client.devices.get({ applicationId, sortField: 'name' });
    expect(namesOf(items)).toEqual(['Apfel', 'zebra', 'Öfen im Süden', 'ΟΔΟΣ', 'ЖУК на крыше']);
  });

  it('takes e-mails that differ only in case for one', async () => {
    const password = 'Correct-horse-7-battery';
    const make = (email: string) =>
      fetch(`${app.http}/users`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
        body: JSON.stringify({ email, password }),
      });
    expect((await make('Jürgen@example.com')).status).toBe(201);
    expect((await make('JÜRGEN@example.com')).status).toBe(409);
    const credentials = { email: 'jÜRGEN@EXAMPLE.com', password };
    expect((await connect(app).auth.authenticateUser({ credentials })).token).toMatch(/^sb_/);
  });

  it('keeps rows, events, what workflows store and what people are told, and finds all of it', async () => {
    const value = 'Maß \\ \' " İıß €';
    const columns = [
      { name: 's', dataType: 'string', constraint: 'unique' },
      { name: 'n', dataType: 'number', constraint: 'optional' },
    ];
    const table = await client.dataTables.post({ applicationId, dataTable: { name: 'Größen', columns } });
    const rows = { applicationId, dataTableId: table.id };
    await client.dataTableRows.post({ ...rows, dataTableRow: { s: value, n: 0.1 + 0.2 } });
    const { items } = await client.dataTableRows.query({ ...rows, query: { s: value, n: { $gt: 0.3 } } });
    expect(items).toMatchObject([{ s: value, n: 0.1 + 0.2 }]);
    await expect(client.dataTableRows.post({ ...rows, dataTableRow: { s: value } })).rejects.toMatchObject({
      statusCode: 409,
    });

    const { flowId } = await client.flows.post({ applicationId, flow: { name: 'Größenprüfung' } });
    const entry = { key: 'größe', value: { text: value, number: 5e-324 } };
    await client.flow.setStorageEntry({ applicationId, flowId, entry });
    expect(await client.flow.getStorageEntries({ applicationId, flowId })).toMatchObject({ [entry.key]: entry.value });

    const base = `${app.http}/applications/${applicationId}`;
    const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
    const rule = { name: 'Größenwächter', console: true, subject: 'ÜBER*' };
    expect(
      (await fetch(`${base}/notification-rules`, { method: 'POST', headers, body: JSON.stringify(rule) })).status,
    ).toBe(201);
    const creationDate = '2026-03-29T01:59:59.999Z';
    const event = { level: 'critical', subject: 'über der Größe', message: value, creationDate };
    const { id: eventId } = await client.events.post({ applicationId, event });
    expect(await client.event.get({ applicationId, eventId })).toMatchObject(event);
    const inbox = async () =>
      ((await (await fetch(`${base}/notification-inbox`, { headers })).json()) as { unreadCount: number }).unreadCount;
    await expect.poll(inbox).toBe(1);

    const found = (await client.application.search({ applicationId, filter: 'GRÖßEN' })) as { name: string }[];
    expect(namesOf(found)).toEqual(expect.arrayContaining(['Größen', 'Größenprüfung']));
  });

  it('keeps numbers and times to the last digit', async () => {
    const [{ id: deviceId }] = (await client.devices.get({ applicationId, filterField: 'name', filter: 'zebra' }))
      .items;
    const time = Date.now() - 1000;
    await client.device.sendState({ applicationId, deviceId, deviceState: { time, data: { x: 0.1 + 0.2 } } });
    expect(await client.device.getState({ applicationId, deviceId })).toEqual([
      { time: new Date(time).toISOString(), data: { x: 0.1 + 0.2 } },
    ]);
  });
});
