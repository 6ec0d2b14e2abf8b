// What an application may have so many of, and what must be there while something names it, holds for callers at once, too. On a
// PostgreSQL server: the embedded database does one transaction after the other.
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Client, logIn } from '../support/api.ts';
import { startServer, type TestServer } from '../support/start-server.ts';
import { call } from '../support/tenant.ts';

const administration = process.env.SIGNALBOX_TEST_DATABASE_URL;
if (!administration) throw new Error('SIGNALBOX_TEST_DATABASE_URL must name a PostgreSQL server; see CONTRIBUTING.md');

const database = `signalbox_${randomBytes(6).toString('hex')}`;
let server: TestServer;
let client: Client;
let token: string;
let applicationId: string;

async function administer(sql: string): Promise<void> {
  const connection = new pg.Client({ connectionString: administration });
  await connection.connect();
  await connection.query(sql);
  await connection.end();
}

beforeAll(async () => {
  await administer(`create database ${database}`);
  const url = new URL(administration);
  url.pathname = `/${database}`;
  server = await startServer({ env: { DATABASE_URL: url.href } });
  ({ client, token } = await logIn(server));
  applicationId = (await client.applications.post({ application: { name: 'At once' } })).id;
});
afterAll(async () => {
  await server.stop();
  await administer(`drop database ${database} with (force)`);
});

const silence = { name: 'Silent', kind: 'silence', level: 'info', minutes: 5 };

it.for([
  { path: 'alarm-rules', max: 100, body: silence },
  { path: 'notification-rules', max: 50, body: { name: 'Tells', console: true } },
])('takes at most $max $path, however many are sent at once', async ({ path, max, body }) => {
  const list = `/applications/${applicationId}/${path}`;
  const sent = Array.from({ length: max + 30 }, () => call(server, 'POST', list, { token, body }));
  const statuses = (await Promise.all(sent)).map(({ status }) => status);
  expect(statuses.filter((status) => status === 201)).toHaveLength(max);
  expect(statuses.filter((status) => status === 400)).toHaveLength(30);
  const { body: page } = await call(server, 'GET', `${list}?perPage=1000`, { token });
  expect(page.totalCount).toBe(max);
});

it('deletes no version of an edge workflow that a device is asked to run at the same moment', async () => {
  const device = { name: 'Agent', deviceClass: 'edgeCompute' };
  const { deviceId } = await client.devices.post({ applicationId, device });
  const { flowId } = await client.flows.post({ applicationId, flow: { name: 'Edge', flowClass: 'edge' } });
  const edge = `/applications/${applicationId}/edge/deployments`;
  const outcomes = new Set<string>();
  for (let round = 0; round < 40; round += 1) {
    const version = `v${round}`;
    await client.flowVersions.post({ applicationId, flowId, flowVersion: { version } });
    const body = { flowId, version, deviceIds: [deviceId] };
    const [released, deleted] = await Promise.all([
      call(server, 'POST', `${edge}/release`, { token, body }),
      call(server, 'DELETE', `/applications/${applicationId}/flows/${flowId}/versions/${version}`, { token }),
    ]);
    outcomes.add(`${released.status} ${deleted.status}`);
    await call(server, 'POST', `${edge}/release`, { token, body: { ...body, version: null } });
  }
  expect([...outcomes].sort().filter((outcome) => !['201 409', '400 200'].includes(outcome))).toEqual([]);
});

/** Runs two calls at once, in many rounds, and returns what came of them. */
async function meet(rounds: number, one: (round: number) => Promise<() => [Promise<number>, Promise<number>]>) {
  const outcomes = new Set<string>();
  for (let round = 0; round < rounds; round += 1) outcomes.add((await Promise.all((await one(round))())).join(' '));
  return outcomes;
}

const statusOf = async (answer: Promise<{ status: number }>) => (await answer).status;

it('leaves no device with a gateway or a parent that is deleted at the same moment', async () => {
  const devices = `/applications/${applicationId}/devices`;
  const make = async (body: object) => String((await call(server, 'POST', devices, { token, body })).body.id);
  for (const [above, below, field] of [
    ['gateway', 'peripheral', 'gatewayId'],
    ['system', 'standalone', 'parentId'],
  ] as const) {
    const outcomes = await meet(30, async (round) => {
      const id = await make({ name: 'Above', deviceClass: above });
      const body = { name: `Below ${round}`, deviceClass: below, [field]: id };
      return () => [
        statusOf(call(server, 'POST', devices, { token, body })),
        statusOf(call(server, 'DELETE', `${devices}/${id}`, { token })),
      ];
    });
    expect([...outcomes].filter((outcome) => !['201 200', '400 200'].includes(outcome))).toEqual([]);
  }
  const { body } = await call(server, 'GET', `${devices}?perPage=1000`, { token });
  const dangling = (body.items as { name: string; gatewayId?: string; parentId?: string }[]).filter(
    ({ gatewayId, parentId }) => gatewayId !== undefined || (parentId !== undefined && parentId !== null),
  );
  expect(dangling).toEqual([]);
});

it('puts no two systems below each other', async () => {
  const devices = `/applications/${applicationId}/devices`;
  const body = { name: 'System', deviceClass: 'system' };
  const outcomes = await meet(10, async () => {
    const [one, other] = await Promise.all(
      [1, 2].map(async () => String((await call(server, 'POST', devices, { token, body })).body.id)),
    );
    const put = (id: unknown, parentId: unknown) =>
      statusOf(call(server, 'PATCH', `${devices}/${id}`, { token, body: { parentId } }));
    return () => [put(one, other), put(other, one)];
  });
  expect([...outcomes]).not.toContain('200 200');
});

it('gives no application to an organization that is deleted at the same moment', async () => {
  const outcomes = await meet(30, async (round) => {
    const { id: orgId } = await client.orgs.post({ organization: { name: `Short-lived ${round}` } });
    const body = { name: 'Orphan', orgId };
    return () => [
      statusOf(call(server, 'POST', '/applications', { token, body })),
      statusOf(call(server, 'DELETE', `/orgs/${orgId}`, { token })),
    ];
  });
  expect([...outcomes].filter((outcome) => !['201 400', '404 200'].includes(outcome))).toEqual([]);
});

it('adds columns that are asked for at once, one after the other', async () => {
  const table = await client.dataTables.post({ applicationId, dataTable: { name: 'Columns' } });
  const path = `/applications/${applicationId}/data-tables/${table.dataTableId}`;
  const sent = Array.from({ length: 8 }, (_, index) =>
    call(server, 'POST', `${path}/column`, {
      token,
      body: { name: `c${index}`, dataType: 'string', constraint: index % 2 ? 'unique' : 'optional' },
    }),
  );
  expect((await Promise.all(sent)).map(({ status }) => status)).toEqual(sent.map(() => 200));
  expect((await call(server, 'GET', path, { token })).body.columns).toHaveLength(8);
});

it('names the field when two custom nodes are given one name at once', async () => {
  const flows = `/applications/${applicationId}/flows`;
  const body = { name: 'Twin', flowClass: 'customNode' };
  const answers = await Promise.all(Array.from({ length: 8 }, () => call(server, 'POST', flows, { token, body })));
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
  for (const answer of answers.filter(({ status }) => status !== 201))
    expect(answer).toMatchObject({ status: 409, body: { field: 'name' } });
});
