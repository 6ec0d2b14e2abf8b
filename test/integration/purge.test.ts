import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type Client, logIn } from '../support/api.ts';
import { importEnded, sendBundle } from '../support/bundles.ts';
import { makeDevice } from '../support/fixtures.ts';
import { inSlowSuite, rounds } from '../support/rounds.ts';
import { call } from '../support/tenant.ts';
import { zipFolder } from '../support/zip.ts';
import { partsOf, startTestApp, type TestApp } from './app.ts';

let server: TestApp;
let client: Client;

beforeAll(async () => {
  server = await startTestApp({});
  ({ client } = await logIn(server));
});
afterAll(() => server.end());

/**
 * What every table holds, and every folder of contents. Left out is what tells of the past, or is the server's own: it is to
 * outlive an application. Jobs that have been done are forgotten by the queue of jobs.
 */
async function countEverything(): Promise<Record<string, number>> {
  const { database } = partsOf(server.app);
  const found = await database.query<{ name: string }>({
    sql: `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
      where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema', 'jobs') order by 1`,
  });
  // One statement for all of them: a test asks until nothing is left. A partition that was made meanwhile is no row.
  const each = found
    .filter(({ name }) => !outliving.has(name))
    .map(({ name }) => `select '${name}' as name, count(*)::float8 as count from ${name}`);
  const rows = await database.query<{ name: string; count: number }>({ sql: each.join(' union all ') });
  const counts = Object.fromEntries(rows.flatMap(({ name, count }) => (count > 0 ? [[name, count]] : [])));
  for (const folder of ['files', 'exports', 'bundles']) {
    const path = join(server.dataDir, folder);
    if (!existsSync(path)) continue;
    const entries = await readdir(path, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile()).length;
    if (files > 0) counts[folder] = files;
  }
  return counts;
}

const outliving = new Set([
  // The record of changes is the owner's.
  'public.audit_log',
  // Those of people who have logged in.
  'public.access_token',
]);

/** An application with one of most things that there are. */
async function makeFullApplication(): Promise<string> {
  const { token } = await logIn(server);
  const fixture = await makeBusyDevice();
  const { applicationId, deviceId } = fixture;
  const own = `/applications/${applicationId}`;
  const plant = fileURLToPath(new URL('../fixtures/bundles/plant', import.meta.url));
  await sendBundle(server, token, await zipFolder(plant), { path: `${own}/import` });
  await importEnded(server, token, applicationId);
  const flow = {
    name: 'Press',
    triggers: [{ type: 'virtualButton' }, { type: 'event', key: 'any', config: { new: true } }],
  };
  const { id: flowId, triggers } = await client.flows.post({ applicationId, flow });
  await client.flowVersions.post({ applicationId, flowId, flowVersion: { version: 'v1' } });
  await client.flow.setStorageEntry({ applicationId, flowId, entry: { key: 'kept', value: 1 } });
  await client.flow.pressVirtualButton({ applicationId, flowId, button: { key: triggers[0].key } });
  const { id: eventId } = await client.events.post({ applicationId, event: { level: 'info', subject: 'S', deviceId } });
  await client.event.patch({ applicationId, eventId, event: { comment: 'seen' } });
  const make = async (path: string, body: object) =>
    expect((await call(server, 'POST', `${own}/${path}`, { token, body })).status).toBeLessThan(300);
  await make('alarm-rules', {
    name: 'Hot',
    level: 'error',
    kind: 'threshold',
    minutes: 0,
    attribute: 'temperature',
    operator: 'above',
    limit: 1,
  });
  await make('notification-rules', { name: 'Ops', webhook: { url: 'https://ops.invalid/' } });
  await make('credentials', { name: 'Signing', type: 'jwt', jwtConfig: { algorithm: 'HS256', secret: 'secret' } });
  await make('tokens', { name: 'Program', scope: ['all.Application'] });
  await make('data/export', { deviceIds: [deviceId] });
  await client.application.readmePatch({ applicationId, readme: { content: 'How it works' } });
  return applicationId;
}

async function makeBusyDevice() {
  const fixture = await makeDevice(client);
  const { applicationId, deviceId } = fixture;
  const time = Date.now() - 1_000_000;
  const deviceState = Array.from({ length: rounds(1200, 5000) }, (_, index) => ({
    time: time + index,
    data: { temperature: index },
  }));
  for (let from = 0; from < deviceState.length; from += 1000) {
    await client.device.sendState({ applicationId, deviceId, deviceState: deviceState.slice(from, from + 1000) });
  }
  await client.device.sendCommand({ applicationId, deviceId, deviceCommand: { name: 'go' } });
  const columns = [{ name: 'n', dataType: 'number', constraint: 'unique' }];
  const { id: dataTableId } = await client.dataTables.post({ applicationId, dataTable: { name: 'Table', columns } });
  await client.dataTableRows.post({ applicationId, dataTableId, dataTableRow: [{ n: 1 }, { n: 2 }] });
  return fixture;
}

it('removes what a deleted device has left, but not what its application has used', async () => {
  const empty = await countEverything();
  const { applicationId, deviceId } = await makeBusyDevice();
  const usage = await client.application.payloadCounts({ applicationId });
  await client.device.delete({ applicationId, deviceId });
  expect((await client.application.get({ applicationId })).summary.deviceCount).toBe(0);
  await vi.waitFor(
    async () => {
      const left = Object.keys(await countEverything()).filter((name) => /^public\.device/.test(name));
      expect(left).toEqual(Object.keys(empty).filter((name) => /^public\.device/.test(name)));
    },
    { timeout: 30_000, interval: 500 },
  );
  expect(await client.application.payloadCounts({ applicationId })).toEqual(usage);
  await client.application.delete({ applicationId });
  await vi.waitFor(async () => expect(await countEverything()).toEqual(empty), { timeout: 30_000, interval: 500 });
});

inSlowSuite(
  'makes an application with one of everything that there is, and waits until the purge has gone over every table',
  () => {
    it('leaves no row, file or content behind of an application that is deleted', async () => {
      const empty = await countEverything();
      const applicationId = await makeFullApplication();
      const full = await countEverything();
      expect(Object.keys(full).length).toBeGreaterThan(Object.keys(empty).length + 30);
      expect(full.files).toBeGreaterThan(empty.files ?? 0);
      await client.application.delete({ applicationId });
      await vi.waitFor(async () => expect(await countEverything()).toEqual(empty), { timeout: 60_000, interval: 500 });
    }, 180_000);
  },
);

inSlowSuite('starts the server once more, and waits until the job is due again', () => {
  it('goes on with a deletion after a restart', async () => {
    const empty = await countEverything();
    const { applicationId } = await makeBusyDevice();
    await client.application.delete({ applicationId });
    await server.restart();
    ({ client } = await logIn(server));
    await vi.waitFor(async () => expect(await countEverything()).toEqual(empty), { timeout: 30_000, interval: 500 });
  });
});
