import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Client, logIn } from '../support/api.ts';
import { CertificateMaker } from '../support/certificates.ts';
import { connectDevice, makeDevice } from '../support/fixtures.ts';
import { seed } from '../support/seed.ts';
import { startServer, type TestServer } from '../support/start-server.ts';
import { fuzzApi } from './fuzz-rounds.ts';

let folder: string;
let server: TestServer;
let keeper: { client: Client; token: string };
let maker: CertificateMaker;
/** Of the keeper, and one of each round. */
const organizations: string[] = [];
/** Never named in a request: what is checked at the end cannot have been deleted meanwhile. */
let kept: { applicationId: string; deviceId: string; key: string; secret: string };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signalbox-fuzz-'));
  server = await start();
  keeper = await logIn(server);
  maker = await CertificateMaker.start();
  const { id: orgId } = await keeper.client.orgs.post({ organization: { name: 'Kept' } });
  organizations.push(orgId);
  const { id } = await keeper.client.applications.post({ application: { name: 'Kept', orgId } });
  kept = await makeDevice(keeper.client, { applicationId: id });
});
afterAll(async () => {
  await server.stop();
  await maker.end();
  await rm(folder, { recursive: true, force: true });
});

function start(): Promise<TestServer> {
  const env = { SIGNALBOX_ARCHIVE_DIR: join(folder, 'archive'), SIGNALBOX_LOG_LEVEL: 'fatal' };
  return startServer({ dataDir: join(folder, 'data'), env });
}

it('responds to more than 20,000 odd requests without a fault, and holds together afterwards', async () => {
  console.log(`SIGNALBOX_TEST_SEED=${seed}`);
  const amount = { rounds: 7, perBuilt: 13, perUnbuilt: 1 };
  const {
    sent,
    operations,
    statuses,
    faults,
    organizations: asked,
  } = await fuzzApi({ server, adminToken: keeper.token, maker }, amount);
  organizations.push(...asked);
  console.log(`${sent} requests to ${operations} operations: ${JSON.stringify(Object.fromEntries(statuses))}`);
  expect(faults.slice(0, 5)).toEqual([]);
  expect(sent).toBeGreaterThanOrEqual(20_000);
  // A run in which nothing gets through would find nothing.
  expect(statuses.get(200)).toBeGreaterThan(500);
  expect(statuses.get(201)).toBeGreaterThan(100);
  expect((await fetch(`${server.http}/health`)).status).toBe(200);

  expect(await server.stop()).toBe(0);
  server = await start();
  keeper = await logIn(server);
  await expectConsistent(keeper.client);
}, 600_000);

async function readAll(read: (page: object) => Promise<{ items: { id: string }[]; totalCount: number }>) {
  const items: { id: string }[] = [];
  for (let page = 0; ; page += 1) {
    const answer = await read({ page: String(page), perPage: '1000' });
    items.push(...answer.items);
    if (answer.items.length === 0) {
      expect(items).toHaveLength(answer.totalCount);
      return items;
    }
  }
}

/** What the summaries count is what the lists hold, each of it can be read, and devices still work. */
async function expectConsistent(client: Client): Promise<void> {
  const applications: { id: string }[] = [];
  for (const orgId of organizations) {
    // Some were deleted by what was asked for.
    const organization = await client.org.get({ orgId }).catch((error: { statusCode: number }) => error.statusCode);
    if (organization === 404) continue;
    applications.push(...(await readAll((page) => client.applications.get({ orgId, ...page }))));
  }
  expect(applications.length).toBeGreaterThan(0);
  for (const { id: applicationId } of applications) {
    const devices = await readAll((page) => client.devices.get({ applicationId, ...page }));
    const keys = await readAll((page) => client.applicationKeys.get({ applicationId, ...page }));
    const tokens = await readAll((page) => client.applicationApiTokens.get({ applicationId, ...page }));
    const { summary } = await client.application.get({ applicationId });
    expect({ devices: summary.deviceCount, keys: summary.keyCount, tokens: summary.apiTokenCount }).toEqual({
      devices: devices.length,
      keys: keys.length,
      tokens: tokens.length,
    });
    for (const { id } of devices.slice(0, 20)) {
      const device = await client.device.get({ applicationId, deviceId: id });
      const found = await client.application.search({ applicationId, filter: device.id });
      expect(found.map((each: { id: string }) => each.id)).toContain(device.id);
    }
    for (const { id } of keys.slice(0, 20)) await client.applicationKey.get({ applicationId, applicationKeyId: id });
    for (const { id } of tokens.slice(0, 20)) await client.applicationApiToken.get({ applicationId, apiTokenId: id });
  }
  const connection = await connectDevice(server, kept);
  await connection.publishAsync(`losant/${kept.deviceId}/state`, '{"data":{"temperature":21}}', { qos: 1 });
  await connection.endAsync();
  const state = await client.device.getState({ applicationId: kept.applicationId, deviceId: kept.deviceId });
  expect(state[0].data).toEqual({ temperature: 21 });
}
