// Changes of the same things at once, on a PostgreSQL server, where transactions can wait for each other in a circle: whoever changes
// something is refused because of what is there (4xx) and never because somebody else changed it too (5xx).
import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Client, logIn } from '../support/api.ts';
import { inParallel } from '../support/in-parallel.ts';
import { startServer, type TestServer } from '../support/start-server.ts';
import { call } from '../support/tenant.ts';

const administration = process.env.SIGNALBOX_TEST_DATABASE_URL;
if (!administration) throw new Error('SIGNALBOX_TEST_DATABASE_URL must name a PostgreSQL server; see CONTRIBUTING.md');

const database = `signalbox_${randomBytes(6).toString('hex')}`;
const url = Object.assign(new URL(administration), { pathname: `/${database}` });
const atOnce = 12;
const changes = 3_000;

async function administer(sql: string): Promise<void> {
  const connection = new pg.Client({ connectionString: administration });
  await connection.connect();
  await connection.query(sql);
  await connection.end();
}

let server: TestServer;
let client: Client;
let token: string;
let applicationId: string;
let dataTableId: string;

beforeAll(async () => {
  await administer(`create database ${database}`);
  server = await startServer({ env: { DATABASE_URL: url.href, SIGNALBOX_EVENT_LIMIT: 'off' } });
  ({ client, token } = await logIn(server));
  ({ id: applicationId } = await client.applications.post({ application: { name: 'Busy' } }));
  const columns = [
    { name: 'serial', dataType: 'string', constraint: 'unique' },
    { name: 'weight', dataType: 'number', constraint: 'optional' },
  ];
  ({ id: dataTableId } = await client.dataTables.post({ applicationId, dataTable: { name: 'Parts', columns } }));
}, 120_000);
afterAll(async () => {
  await server?.stop();
  await administer(`drop database if exists ${database} with (force)`);
});

/** A request about a few things that everybody changes. `{id}` in its path is one that was made at `from`, or what stands before it. */
interface Operation {
  readonly method: 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly from?: string;
  readonly body?: (number: number) => object;
  readonly query?: (number: number) => Record<string, string>;
}

const few = (number: number): number => number % 5;
const named = (what: string) => (number: number) => ({ name: `${what} ${few(number)}` });
const tags = (number: number) => [{ key: 'hall', value: String(few(number)) }];
const ofHall = (number: number) => ({ tags: { $tagKey: 'hall', $tagValue: String(few(number)) } });
const rows = 'data-tables/{table}/rows';

/** The three that each resource has, made with a body and changed with another. */
function lifeOf(path: string, make: (number: number) => object, patch = make): Operation[] {
  return [
    { method: 'POST', path, body: make },
    { method: 'PATCH', path: `${path}/{id}`, body: patch },
    { method: 'PATCH', path: `${path}/{id}`, body: patch },
    { method: 'DELETE', path: `${path}/{id}` },
  ];
}

const trigger = { type: 'virtualButton', key: 'key', outputIds: [[]] };
const http = { uriMatch: 'https://example.com', authMethod: 'basicAuth', publicValue: 'a', secretValue: 'b' };
const operations: readonly Operation[] = [
  ...lifeOf('devices', (n) => ({ name: `Device ${few(n)}`, tags: tags(n) })),
  { method: 'PATCH', path: 'devices', body: (n) => ({ query: ofHall(n), updateFields: { tags: tags(n + 2) } }) },
  { method: 'PATCH', path: 'devices', body: (n) => ({ query: ofHall(n), updateFields: { name: `Moved ${few(n)}` } }) },
  { method: 'POST', path: 'devices/delete', body: (n) => ({ query: ofHall(n) }) },
  ...lifeOf(
    'events',
    (n) => ({ level: 'info', subject: `Event ${few(n)}` }),
    (n) => ({ state: few(n) === 0 ? 'resolved' : 'acknowledged', comment: 'Seen' }),
  ),
  { method: 'PATCH', path: 'events', body: () => ({ state: 'acknowledged' }) },
  { method: 'POST', path: 'events/delete', body: (n) => ({ subject: { $startsWith: `Event ${few(n)}` } }) },
  ...lifeOf('flows', (n) => ({ ...named('Flow')(n), triggers: [trigger], nodes: [] }), named('Flow')),
  {
    method: 'POST',
    path: 'flows/{id}/versions',
    from: 'flows',
    body: (n) => ({ version: `v${few(n)}`, triggers: [], nodes: [] }),
  },
  {
    method: 'POST',
    path: 'files',
    body: (n) => ({ name: `deep${few(n)}`, type: 'directory', parentDirectory: `/${few(n + 1)}/` }),
  },
  {
    method: 'POST',
    path: 'files',
    body: (n) => ({
      name: `${few(n)}.txt`,
      type: 'file',
      parentDirectory: `/${few(n + 2)}/`,
      fileSize: 1,
      contentType: 'text/plain',
    }),
  },
  {
    method: 'POST',
    path: 'file/{id}/move',
    from: 'files',
    query: (n) => ({ name: `${few(n)}.txt`, parentDirectory: `/${few(n + 1)}/` }),
  },
  {
    method: 'POST',
    path: 'file/{id}/move',
    from: 'files',
    query: (n) => ({ name: `${few(n)}`, parentDirectory: `/${few(n + 1)}/` }),
  },
  { method: 'DELETE', path: 'file/{id}', from: 'files' },
  ...lifeOf('webhooks', named('Webhook')),
  ...lifeOf('keys', (n) => ({ description: String(n) })),
  ...lifeOf('device-recipes', named('Recipe')),
  ...lifeOf('credentials', (n) => ({ ...named('Credential')(n), type: 'http', httpConfig: http }), named('Credential')),
  ...lifeOf(rows, (n) => ({ serial: `S-${few(n)}`, weight: n })),
  {
    method: 'POST',
    path: rows,
    body: (n) => [0, 1, 2, 3].map((step) => ({ serial: `S-${(n * 7 + step * (n % 2 ? 1 : 3)) % 9}`, weight: n })),
  },
  { method: 'POST', path: `${rows}/delete`, body: (n) => ({ weight: { $gte: n % 50 } }) },
  { method: 'POST', path: `${rows}/delete`, body: (n) => ({ serial: { $ne: `S-${few(n)}` } }) },
];

/** The newest ids by where they were made. */
const known = new Map<string, string[]>();
/** Operations that have done nothing yet, with why. */
const refused = new Map<Operation, string>(operations.map((operation) => [operation, 'never asked for']));

/** @returns what is wrong with the answer */
async function ask(operation: Operation, number: number): Promise<string | undefined> {
  const { method } = operation;
  const { from = operation.path.split('/{id}')[0] ?? '' } = operation;
  const ids = known.get(from) ?? [];
  const path = operation.path
    .replace('{table}', dataTableId)
    .replace('{id}', ids[number % Math.max(ids.length, 1)] ?? '0'.repeat(24));
  const query = operation.query ? `?${new URLSearchParams(operation.query(number))}` : '';
  const sent = operation.body?.(number);
  const { status, body } = await call(server, method, `/applications/${applicationId}/${path}${query}`, {
    token,
    ...(sent ? { body: sent } : {}),
  });
  if (status < 300) refused.delete(operation);
  else if (refused.has(operation)) refused.set(operation, `${method} ${path}: ${status} ${body.message}`);
  const id = body.id ?? (body.file as { id?: unknown } | undefined)?.id;
  if (status === 201 && typeof id === 'string') {
    known.set(operation.path, [id, ...(known.get(operation.path) ?? [])].slice(0, 8));
  }
  return status >= 500 ? `${method} ${path} ${JSON.stringify(sent)}: ${status} ${JSON.stringify(body)}` : undefined;
}

it('refuses no change because another one is made at once', async () => {
  const plan = fc.sample(fc.tuple(fc.constantFrom(...operations), fc.nat(1000)), changes);
  const faults: string[] = [];
  await inParallel(plan, atOnce, async ([operation, number]) => {
    const fault = await ask(operation, number);
    if (fault) faults.push(fault);
  });
  expect(faults).toEqual([]);
  expect([...refused.values()]).toEqual([]);
}, 600_000);

it('deletes rows that others find in another order', async () => {
  const columns = ['up', 'down'].map((name) => ({ name, dataType: 'number', constraint: 'optional' }));
  const { id } = await client.dataTables.post({ applicationId, dataTable: { name: 'Two orders', columns } });
  const path = `/applications/${applicationId}/data-tables/${id}/rows`;
  const statuses = new Set<number>();
  let removed = 0;
  for (let round = 0; round < 15; round += 1) {
    const rows = Array.from({ length: 1_500 }, (_, index) => ({ up: index, down: -index }));
    expect((await call(server, 'POST', path, { token, body: rows })).status).toBe(201);
    const remove = (query: object) => call(server, 'POST', `${path}/delete`, { token, body: query });
    const answers = await Promise.all(
      [0, 1, 2].flatMap(() => [remove({ up: { $gte: 0 } }), remove({ down: { $lte: 0 } })]),
    );
    for (const { status, body } of answers) {
      statuses.add(status);
      removed += Number(body.removed ?? 0);
    }
  }
  expect([...statuses]).toEqual([200]);
  // As many as one request deletes unless it says otherwise, and each row once.
  const { body } = await call(server, 'GET', path, { token });
  expect(removed + Number(body.totalCount)).toBe(15 * 1_500);
}, 120_000);
