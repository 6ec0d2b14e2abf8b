// Acceptance tests as they are, through a balancer in front of three nodes: whichever node gets a call, a stream or a
// connection, they look like one server.
import { afterAll, expect, it } from 'vitest';
import { logIn } from '../support/api.ts';
import { startTestCluster } from '../support/cluster.ts';
import { connectDevice, get, makeDevice } from '../support/fixtures.ts';
import type { TestServer } from '../support/start-server.ts';

const cluster = await startTestCluster();
const kept = globalThis as { signalboxSharedServer?: Promise<TestServer> };
const former = kept.signalboxSharedServer;
kept.signalboxSharedServer = Promise.resolve(cluster.balancer as TestServer);
afterAll(async () => {
  if (former) kept.signalboxSharedServer = former;
  else delete kept.signalboxSharedServer;
  await cluster.end();
});

it('is really used through three nodes', async () => {
  const { client, token } = await logIn(cluster.balancer);
  const { applicationId } = await makeDevice(client);
  for (const node of cluster.nodes) {
    expect((await get(node, `/applications/${applicationId}`, token)).status).toBe(200);
    expect(await (await get(node, '/health')).json()).toEqual({ status: 'ok' });
  }
});

it('refuses on every node, within a second, a token that was revoked on one', async () => {
  const { client, token: root } = await logIn(cluster.balancer);
  const { applicationId } = await makeDevice(client);
  const made = await client.applicationApiTokens.post({
    applicationId,
    apiToken: { name: 'passing', scope: ['all.Application'] },
  });
  const path = `/applications/${applicationId}`;
  const statuses = () => Promise.all(cluster.nodes.map(async (node) => (await get(node, path, made.token)).status));
  expect(await statuses()).toEqual([200, 200, 200]);
  const device = await makeDevice(client, { applicationId });
  const connections = await Promise.all(
    cluster.nodes.map(async (node, index) => {
      const { id } = await client.devices.post({ applicationId, device: { name: `Of ${index}` } });
      return connectDevice(node, { ...device, deviceId: id });
    }),
  );
  const closed = Promise.all(connections.map((each) => new Promise<void>((resolve) => each.once('close', resolve))));
  const keys = await client.applicationKeys.get({ applicationId });
  const revoked = performance.now();
  await client.applicationApiToken.delete({ applicationId, apiTokenId: made.id });
  await expect.poll(statuses, { interval: 10 }).toEqual([401, 401, 401]);
  const ofToken = performance.now() - revoked;
  for (const { id } of keys.items) await client.applicationKey.delete({ applicationId, applicationKeyId: id });
  const deleted = performance.now();
  await closed;
  console.log(
    `refused on all nodes ${Math.round(ofToken)} ms after the call that revoked the token, connections ended ${Math.round(performance.now() - deleted)} ms after that of their key`,
  );
  expect((await get(cluster.balancer, path, root)).status).toBe(200);
});

await import('../acceptance/applications.test.ts');
await import('../acceptance/device-streams.test.ts');
await import('../acceptance/streams-and-counts.test.ts');
await import('../acceptance/application-log.test.ts');
await import('../acceptance/mqtt.test.ts');
