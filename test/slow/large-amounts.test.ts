// A million rows of a CSV file and a million events, in a server whose heap is smaller than either.
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Client, logIn } from '../support/api.ts';
import { startServer, type TestServer } from '../support/start-server.ts';
import { call } from '../support/tenant.ts';

const administration = process.env.SIGNALBOX_TEST_DATABASE_URL;
if (!administration) throw new Error('SIGNALBOX_TEST_DATABASE_URL must name a PostgreSQL server; see CONTRIBUTING.md');

const million = 1_000_000;
const database = `signalbox_${randomBytes(6).toString('hex')}`;
const url = new URL(administration);
url.pathname = `/${database}`;

let server: TestServer;
let client: Client;
let token: string;
let applicationId: string;

async function run(connectionString: string, sql: string, parameters: unknown[] = []): Promise<void> {
  const connection = new pg.Client({ connectionString });
  await connection.connect();
  await connection.query(sql, parameters);
  await connection.end();
}

beforeAll(async () => {
  await run(administration, `create database ${database}`);
  server = await startServer({
    env: {
      DATABASE_URL: url.href,
      NODE_OPTIONS: '--max-old-space-size=256',
      SIGNALBOX_EVENT_LIMIT: 'off',
      // A million, as many as it may have by default, are only the beginning.
      SIGNALBOX_STORED_EVENTS_LIMIT: '2000000',
    },
  });
  ({ client, token } = await logIn(server));
  applicationId = (await client.applications.post({ application: { name: 'Large' } })).id;
}, 120_000);
afterAll(async () => {
  await server?.stop();
  await run(administration, `drop database if exists ${database} with (force)`);
});

/** Lines as a sensor of a hall would write them; made while they are sent. */
function* csvLines(): Generator<string> {
  yield 'serial,weight,ready\n';
  const perPiece = 10_000;
  for (let from = 0; from < million; from += perPiece) {
    yield Array.from({ length: perPiece }, (_none, index) => `S-${from + index},${(from + index) / 8},true\n`).join('');
  }
}

it('imports a CSV file of a million rows, each once, with little memory', async () => {
  const columns = [
    { name: 'serial', dataType: 'string', constraint: 'unique' },
    { name: 'weight', dataType: 'number', constraint: 'optional' },
    { name: 'ready', dataType: 'boolean', constraint: 'optional' },
  ];
  const { id: dataTableId } = await client.dataTables.post({ applicationId, dataTable: { name: 'Million', columns } });
  const path = `/applications/${applicationId}/data-tables/${dataTableId}`;
  const form = new FormData();
  form.set('file', new Blob([...csvLines()]), 'million.csv');
  const started = await fetch(`${server.http}${path}/rows/import`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: form,
  });
  const { jobId } = (await started.json()) as { jobId: string };
  expect(started.status).toBe(200);
  const read = async () => (await call(server, 'GET', `${path}/imports/${jobId}`, { token })).body;
  await expect.poll(async () => (await read()).state, { timeout: 900_000, interval: 1_000 }).toBe('done');
  expect(await read()).toMatchObject({ rows: million, count: million, errorCount: 0 });
  const { items, totalCount } = await client.dataTableRows.query({
    applicationId,
    dataTableId,
    query: { weight: { $gte: 100_000, $lt: 100_001 } },
  });
  expect([totalCount, items[0].serial]).toEqual([8, 'S-800000']);
  expect((await client.dataTable.get({ applicationId, dataTableId })).rowCount).toBe(million);
}, 1_800_000);

it('asks, counts and changes among a million events while others come', async () => {
  await run(
    url.href,
    `insert into event (id, application_row_id, level, state, subject, message, tags, source_type, source_id, created_at, updated_at)
      select lpad(to_hex(n), 24, '0'), application_row_id, (array['info', 'warning', 'error', 'critical'])[n % 4 + 1], 'new',
        'Group ' || n % 50 || ' of ' || n, '', '[]', 'user', '0123456789abcdef01234567',
        now() - n * interval '1 second', now() - n * interval '1 second'
      from generate_series(1, ${million}) as n, application where id = $1`,
    [applicationId],
  );
  await run(url.href, 'analyze event');
  const count = async (question: object): Promise<number> =>
    (await client.events.get({ applicationId, perPage: 1, ...question })).totalCount;
  expect(await count({})).toBe(million);
  expect(await count({ state: 'new' })).toBe(million);
  expect(await count({ query: { level: { $gte: 'error' } } })).toBe(million / 2);
  const recent = await client.events.mostRecentBySeverity({ applicationId });
  expect([recent.newCount, recent.event.level]).toEqual([million, 'critical']);
  const last = await client.events.get({ applicationId, perPage: 1, page: million - 1 });
  expect(last.items).toHaveLength(1);

  // 20,000 of them are changed while new ones come and others ask.
  const changing = await client.events.patch({
    applicationId,
    filterField: 'subject',
    filter: 'Group 7 *',
    updates: { state: 'acknowledged', comment: 'Seen' },
  });
  const state = async () =>
    (await call(server, 'GET', `/applications/${applicationId}/eventChanges/${changing.jobId}`, { token })).body;
  let came = 0;
  for (;;) {
    const { state: is } = await state();
    if (is === 'done') break;
    expect(['pending', 'running']).toContain(is);
    const event = { level: 'info', subject: `Meanwhile ${came}` };
    await Promise.all([
      client.events.post({ applicationId, event }),
      client.events.get({ applicationId, perPage: 20 }),
      client.events.mostRecentBySeverity({ applicationId }),
    ]);
    came += 1;
  }
  expect(came).toBeGreaterThan(0);
  expect((await state()).changed).toBe(million / 50);
  expect(await count({ state: 'acknowledged' })).toBe(million / 50);
  expect(await count({ state: 'new' })).toBe(million - million / 50 + came);
  const { items } = await client.events.get({ applicationId, state: 'acknowledged', perPage: 1 });
  expect(items[0]).toMatchObject({ updateCount: 1 });
  expect(await count({})).toBe(million + came);
  const removed = await call(server, 'POST', `/applications/${applicationId}/events/delete`, {
    token,
    body: { subject: { $startsWith: 'Group 8 of' } },
  });
  expect(removed.body).toEqual({ removed: million / 50 });
}, 1_800_000);
