// Dashboards that real applications were exported with, where the environment names a folder of them.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type Client, logIn } from '../support/api.ts';
import { type SharedServer, sharedServer } from '../support/shared-server.ts';
import { call, makeUser } from '../support/tenant.ts';

const folder = process.env.SIGNALBOX_TEST_EXPORTS ?? '';
const files = existsSync(folder)
  ? readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
      /(^|\/)dashboards\/[^/]+\.ya?ml$/.test(name),
    )
  : [];

let server: SharedServer;
let client: Client;
let token: string;
let applicationId: string;
let deviceId: string;

/** What a later platform has, and what says of the export alone with whom the dashboard was shared. */
const taken = [
  'name',
  'description',
  'refreshRate',
  'defaultTheme',
  'duration',
  'resolution',
  'blocks',
  'contextConfiguration',
];

beforeAll(async () => {
  server = await sharedServer();
  const admin = await logIn(server);
  ({ client, token } = await makeUser(server, admin.token, 'dashboard-exports@example.com'));
  applicationId = (await client.applications.post({ application: { name: 'Exported' } })).id;
  deviceId = (await client.devices.post({ applicationId, device: { name: 'Any' } })).id;
});

/** Makes the dashboard of a record, and returns what is not as it should be. */
async function tryExport(exported: Record<string, unknown>): Promise<void> {
  const given = Object.fromEntries(Object.entries(exported).filter(([field]) => taken.includes(field)));
  const made = await call(server, 'POST', '/dashboards', { token, body: { ...given, applicationId } });
  expect([exported.name, made.status, made.body.message]).toEqual([exported.name, 201, undefined]);
  const dashboardId = String(made.body.id);
  const kept = await client.dashboard.get({ dashboardId });
  for (const [field, value] of Object.entries(given)) expect(kept[field], field).toEqual(value);
  const data = await call(server, 'POST', `/dashboards/${dashboardId}/data`, { token, body: {} });
  expect(data.status).toBe(200);
  const blocks = Object.entries(data.body.blocks as Record<string, { status: string; error?: string }>);
  expect(blocks.map(([id]) => id).sort()).toEqual((kept.blocks as { id: string }[]).map(({ id }) => id).sort());
  const failed = blocks.filter(([, { status }]) => status === 'error').map(([id, { error }]) => `${id}: ${error}`);
  expect([exported.name, failed]).toEqual([exported.name, []]);
}

it('saves each as it was exported, returns it equal, and returns the data of all of its blocks', async () => {
  let count = 0;
  for (const file of files) {
    const text = readFileSync(join(folder, file), 'utf8')
      .replaceAll(/~exportplaceholderid-application-[^~\s]+~/g, applicationId)
      .replaceAll(/(https?:\/\/)?~exportplaceholderid-[A-Za-z]+-[^~\s]+~/g, (_whole, scheme?: string) =>
        scheme === undefined ? deviceId : `${scheme}files.example.com`,
      );
    for (const exported of parse(text, { logLevel: 'silent' }).resources as Record<string, unknown>[]) {
      await tryExport(exported);
      count += 1;
    }
  }
  console.log(`${count} exported dashboards`);
  expect(count).toBeGreaterThanOrEqual(files.length);
});
