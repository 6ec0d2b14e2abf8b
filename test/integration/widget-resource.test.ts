import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { features } from '../../src/features.ts';
import { type Client, connect, logIn } from '../support/api.ts';
import { makeDevice } from '../support/fixtures.ts';
import { runCommand } from '../support/run-command.ts';
import { call } from '../support/tenant.ts';
import { partsOf, startTestApp, type TestApp } from './app.ts';
import { widgetsFeature } from './widget/feature.ts';

/*
 * A throw-away resource, added as docs/add-a-resource.md says: one folder, one migration, one line in the list of features.
 * Everything else of the server learns of it from its declaration.
 */
let folder: string;
let server: TestApp;
let client: Client;
let token: string;
let applicationId: string;
let deviceId: string;

const list = () => `/applications/${applicationId}/widgets`;
const ask = (method: string, path: string, body?: unknown, as = token) =>
  call(server, method, path, { token: as, ...(body === undefined ? {} : { body }) });

async function makeWidget(name: string): Promise<string> {
  const made = await ask('POST', list(), { name, description: 'spins', deviceId, pinSecret: 'hush' });
  expect(made.status).toBe(201);
  return String(made.body.id);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signalbox-widget-'));
  const migrationsDir = join(folder, 'migrations');
  await cp(fileURLToPath(new URL('../../migrations', import.meta.url)), migrationsDir, { recursive: true });
  await cp(fileURLToPath(new URL('widget/9000_widget.sql', import.meta.url)), join(migrationsDir, '9000_widget.sql'));
  server = await startTestApp({ features: [...features, widgetsFeature], migrationsDir });
  ({ client, token } = await logIn(server));
  ({ applicationId, deviceId } = await makeDevice(client));
});
afterAll(async () => {
  await server.end();
  await rm(folder, { recursive: true, force: true });
});

it('serves its routes, to those who may use them, and describes them', async () => {
  const id = await makeWidget('First widget');
  expect(await ask('GET', `${list()}/${id.toUpperCase()}`)).toMatchObject({ status: 200, body: { id } });
  expect((await ask('GET', `${list()}/${'0'.repeat(24)}`)).body.message).toBe('Widget was not found');
  expect((await ask('POST', list(), { name: '' })).body).toMatchObject({ type: 'Validation', field: 'name' });
  const limited = await client.applicationApiTokens.post({
    applicationId,
    apiToken: { name: 'reader', scope: ['widget.*', 'widgets.get'] },
  });
  expect((await ask('GET', list(), undefined, limited.token)).status).toBe(200);
  expect((await ask('POST', list(), { name: 'x' }, limited.token)).status).toBe(403);
  const other = await makeDevice(client);
  expect((await ask('GET', `/applications/${other.applicationId}/widgets/${id}`)).status).toBe(404);
  expect(
    (await ask('GET', `/applications/${other.applicationId}/widgets/${id}`, undefined, limited.token)).body,
  ).toEqual(expect.objectContaining({ message: 'Application was not found' }));
  const document = (await (await fetch(`${server.http}/openapi.json`)).json()) as {
    paths: Record<string, Record<string, { operationId: string }>>;
    'x-resources': { type: string }[];
  };
  expect(document.paths['/applications/{applicationId}/widgets/{widgetId}']?.patch?.operationId).toBe('widget.patch');
  expect(document['x-resources']).toContainEqual(
    expect.objectContaining({ type: 'widget', search: true, recent: true }),
  );
});

it('is found, counted, recorded without its secret, and listed among recent items', async () => {
  const id = await makeWidget('Whirligig');
  const found = await client.application.search({ applicationId, filter: 'whirl' });
  expect(found).toEqual([{ id, name: 'Whirligig', _type: 'widget', metadata: { descriptor: 'spins' } }]);
  await ask('PATCH', `${list()}/${id}`, { name: 'Carousel' });
  expect(await client.application.search({ applicationId, filter: 'carou' })).toHaveLength(1);
  const before = (await client.application.get({ applicationId })).summary.widgetCount;
  const recent = await ask('POST', '/me/recentItems', { itemType: 'widget', itemId: id, parentId: applicationId });
  expect(recent.body.items).toEqual([{ id, name: 'Carousel' }]);
  expect((await ask('DELETE', `${list()}/${id}`)).status).toBe(200);
  expect(await client.application.search({ applicationId, filter: 'carou' })).toEqual([]);
  expect((await client.application.get({ applicationId })).summary.widgetCount).toBe(before - 1);
  const listed = await ask('GET', `/me/recentItems?itemType=widget&parentId=${applicationId}`);
  expect(listed.body.items).toEqual([]);
  const { body } = await ask('GET', '/me/audit-logs');
  const entries = (body.items as Record<string, unknown>[]).filter((entry) => entry.secondaryTargetId === id);
  expect(entries.map(({ requestAction, secondaryTargetType }) => [requestAction, secondaryTargetType])).toEqual([
    ['delete', 'Widget'],
    ['patch', 'Widget'],
    ['post', 'Widget'],
  ]);
  expect(entries.at(-1)?.requestBody).toMatchObject({ name: 'Whirligig', pinSecret: '********' });
});

it('is carried to another installation with its references', async () => {
  await makeWidget('Travelling widget');
  const file = join(folder, 'export.gz');
  const env = { SIGNALBOX_URL: server.http, SIGNALBOX_TOKEN: token };
  const exported = await runCommand(['export', '--application', applicationId, '--json', file], { env });
  expect(exported.code).toBe(0);
  const { resources } = JSON.parse(exported.stdout);
  const imported = await runCommand(['import', '--name', 'Copy', '--json', file], { env });
  expect(imported, imported.stderr).toMatchObject({ code: 0 });
  const result = JSON.parse(imported.stdout);
  expect(result.resources).toBe(resources);
  const copies = (await ask('GET', `/applications/${result.applicationId}/widgets`)).body.items as { name: string }[];
  const devices = await connect(server, token).devices.get({ applicationId: result.applicationId });
  expect(copies).toContainEqual(
    expect.objectContaining({ name: 'Travelling widget', deviceId: devices.items[0].id, description: 'spins' }),
  );
  await client.application.delete({ applicationId: result.applicationId });
});

it('goes with its application', async () => {
  const gone = await makeDevice(client);
  await ask('POST', `/applications/${gone.applicationId}/widgets`, { name: 'Doomed' });
  const { database } = partsOf(server.app);
  const count = async () => {
    const [row] = await database.query<{ count: number }>({ sql: "select count(*) from widget where name = 'Doomed'" });
    return Number(row?.count);
  };
  expect(await count()).toBe(1);
  await client.application.delete({ applicationId: gone.applicationId });
  await vi.waitFor(async () => expect(await count()).toBe(0), { timeout: 30_000, interval: 100 });
});

it('names the feature that is missing from the list', async () => {
  const withoutDevices = features.filter(({ name }) => name !== 'devices');
  await expect(startTestApp({ features: withoutDevices })).rejects.toThrow(
    /"applications" needs "devices", which is not in the list/,
  );
});

it('stays out of the files of others', async () => {
  const own = await readdir(fileURLToPath(new URL('widget', import.meta.url)));
  expect(own.sort()).toEqual(['9000_widget.sql', 'feature.ts', 'resource.ts', 'schemas.ts']);
});
