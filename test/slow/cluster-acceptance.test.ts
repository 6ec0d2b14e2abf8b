// Acceptance tests as they are, through a balancer in front of three nodes: whichever node gets a call, a stream or a
// connection, they look like one server.
import { afterAll, expect, it } from 'vitest';
import { logIn } from '../support/api.ts';
import { TestS3 } from '../support/archive-s3.ts';
import { startTestCluster } from '../support/cluster.ts';
import { connectDevice, get, makeDevice } from '../support/fixtures.ts';
import { runPahoDevice } from '../support/paho-scenario.ts';
import type { TestServer } from '../support/start-server.ts';
import { call } from '../support/tenant.ts';

const dayMs = 86_400_000;
const s3 = await TestS3.start();
const cluster = await startTestCluster({ env: { SIGNALBOX_ARCHIVE_S3_HOSTS: `127.0.0.1:${s3.port}` } });
const kept = globalThis as { signalboxSharedServer?: Promise<TestServer> };
const former = kept.signalboxSharedServer;
kept.signalboxSharedServer = Promise.resolve(cluster.balancer as TestServer);
afterAll(async () => {
  if (former) kept.signalboxSharedServer = former;
  else delete kept.signalboxSharedServer;
  await cluster.end();
  await s3.close();
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

it('archives days and a backfill of them, and finds by name what another node has made', async () => {
  const { client, token } = await logIn(cluster.balancer);
  const { id: applicationId } = await client.applications.post({
    application: { name: 'Archived', archiveConfig: { directory: 'all', s3: s3.config } },
  });
  const { deviceId } = await makeDevice(client, { applicationId, device: { name: 'Meter of all nodes' } });
  const newest = Math.floor(Date.now() / dayMs) * dayMs - 32 * dayMs;
  const days = [newest - 2 * dayMs, newest - dayMs, newest];
  const states = days.map((time, index) => ({ deviceId, time: time + 1000, data: { temperature: index } }));
  const imported = await call(cluster.balancer, 'POST', `/applications/${applicationId}/data/import-history`, {
    token,
    body: { states },
  });
  expect(imported).toMatchObject({ status: 200, body: { stored: 3 } });
  const jobs = async () => {
    const { body } = await call(cluster.balancer, 'GET', `/applications/${applicationId}/archiveJobs`, { token });
    const items = body.items as { day: string; state: string; rows: number }[];
    return items.map(({ day, state, rows }) => [day.slice(0, 10), state, rows]);
  };
  const name = (day: number) => new Date(day).toISOString().slice(0, 10);
  expect(await client.application.archiveData({ applicationId, date: String(newest + 5) })).toMatchObject({
    success: true,
    jobId: expect.any(String),
  });
  await expect.poll(jobs).toEqual([[name(newest), 'verified', 1]]);
  expect(await client.application.backfillArchiveData({ applicationId })).toMatchObject({ success: true });
  await expect.poll(jobs).toEqual([...days].reverse().map((day) => [name(day), 'verified', 1]));
  const objects = await s3.objects('all');
  for (const [index, day] of days.entries()) {
    const texts = [...objects].filter(([key]) => key.includes(new Date(day).toISOString()) && key.endsWith('.csv'));
    expect(texts).toHaveLength(1);
    expect(String(texts[0]?.[1])).toMatch(new RegExp(`"${deviceId}",${day + 1000},.*,${index}\\b`));
  }
  for (const node of [cluster.balancer, ...cluster.nodes]) {
    const found = await get(node, `/applications/${applicationId}/search?filter=of+all+nodes`, token);
    expect(await found.json()).toMatchObject([{ id: deviceId, name: 'Meter of all nodes', _type: 'device' }]);
  }
  expect(await client.application.search({ applicationId, filter: 'of all nodes' })).toMatchObject([{ id: deviceId }]);
});

it('lets a Paho device report, hear a command, and find its session again', async () => {
  const { client } = await logIn(cluster.balancer);
  await runPahoDevice({ client, mqttPort: cluster.balancer.mqttPort });
});

await import('../acceptance/applications.test.ts');
await import('../acceptance/device-streams.test.ts');
await import('../acceptance/streams-and-counts.test.ts');
await import('../acceptance/application-log.test.ts');
await import('../acceptance/mqtt.test.ts');
