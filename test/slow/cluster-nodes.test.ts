// Several servers on one database, one of which dies, is stopped for a while, or loses its way to the database: slow because a
// lease has 15 s to run out.
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { MqttClient } from 'mqtt';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { NodeRegistry } from '../../src/platform/cluster/node-registry.ts';
import { startTestApp } from '../integration/app.ts';
import { type Client, logIn } from '../support/api.ts';
import { closedBy, connectDevice, type DeviceFixture, get, makeDevice } from '../support/fixtures.ts';
import { makeDatabase } from '../support/server-database.ts';
import { startServer, type TestServer } from '../support/start-server.ts';
import { TcpProxy } from '../support/tcp-proxy.ts';

const main = fileURLToPath(new URL('../integration/shared-node.ts', import.meta.url));
const secretKey = randomBytes(32).toString('hex');
/** A lease, the time until somebody looks, and what a busy machine needs. */
const patience = { timeout: 60_000, interval: 250 };

let database: Awaited<ReturnType<typeof makeDatabase>>;
let nodes: TestServer[] = [];
const clients: MqttClient[] = [];

beforeEach(async () => {
  database = await makeDatabase();
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.end(true);
  await Promise.all(nodes.map((node) => node.kill()));
  nodes = [];
  await database.drop();
});

async function startNode(url = database.url): Promise<TestServer> {
  const node = await startServer({ main, env: { DATABASE_URL: url, SIGNALBOX_SECRET_KEY: secretKey } });
  nodes.push(node);
  return node;
}

async function connectTo(server: Pick<TestServer, 'mqtt'>, device: DeviceFixture, will?: string): Promise<MqttClient> {
  const more =
    will === undefined ? {} : { will: { topic: 'away', payload: Buffer.from(will), qos: 1, retain: false } as const };
  const client = await connectDevice(server, device, more);
  client.on('error', () => undefined);
  clients.push(client);
  return client;
}

/** What the log of the device says, the oldest first. */
async function logOf(root: Client, { applicationId, deviceId }: DeviceFixture): Promise<string[]> {
  const lines = await root.device.getLogEntries({ applicationId, deviceId, limit: 100, sortDirection: 'asc' });
  return lines.map(({ connected, disconnectReason }: { connected: number; disconnectReason?: string }) =>
    connected ? 'connected' : String(disconnectReason),
  );
}

const isConnected = async (root: Client, { applicationId, deviceId }: DeviceFixture): Promise<boolean> => {
  const { connectionInfo } = await root.device.get({ applicationId, deviceId });
  return connectionInfo.connected === 1 || connectionInfo.connected === true;
};

/** Wills that a device of its own hears on the server. */
async function witness(server: TestServer, root: Client, applicationId: string): Promise<string[]> {
  const client = await connectTo(server, await makeDevice(root, { applicationId }));
  const heard: string[] = [];
  client.on('message', (_topic, payload) => heard.push(payload.toString()));
  await client.subscribeAsync('away', { qos: 1 });
  return heard;
}

it('disconnects the devices of a server that was killed, publishes their wills, and leaves the others alone', {
  timeout: 240_000,
}, async () => {
  const [one, other] = [await startNode(), await startNode()];
  const { client: root } = await logIn(other);
  const willed = await makeDevice(root);
  const { applicationId } = willed;
  const [plain, kept] = [await makeDevice(root, { applicationId }), await makeDevice(root, { applicationId })];
  const heard = await witness(other, root, applicationId);
  await connectTo(one, willed, 'of the killed');
  await connectTo(one, plain);
  await connectTo(other, kept, 'of one that stays');
  await expect
    .poll(() => Promise.all([willed, plain, kept].map((each) => isConnected(root, each))))
    .toEqual([true, true, true]);
  await one.kill();
  nodes = nodes.filter((node) => node !== one);
  await expect
    .poll(() => Promise.all([willed, plain].map((each) => isConnected(root, each))), patience)
    .toEqual([false, false]);
  await expect.poll(() => heard, patience).toEqual(['of the killed']);
  expect(await logOf(root, willed)).toEqual(['connected', 'node lost']);
  // One that starts does not take the devices of those that run for left ones.
  const third = await startNode();
  expect(await isConnected(root, kept)).toBe(true);
  const again = await connectTo(third, willed, 'of the third');
  await expect.poll(() => isConnected(root, willed)).toBe(true);
  await again.endAsync();
  await expect.poll(() => logOf(root, willed)).toEqual(['connected', 'node lost', 'connected', 'client disconnected']);
  expect(await logOf(root, kept)).toEqual(['connected']);
  expect(heard).toEqual(['of the killed']);
  const counts = await root.application.payloadCounts({ applicationId });
  // The witness and each of the three devices came, one of them twice; two were lost and one went.
  expect(counts).toMatchObject({ deviceConnect: { 'device.mqtt': 5 }, deviceDisconnect: { 'device.mqtt': 3 } });
  expect(other.log()).toContain('a server has died');
});

it('writes nothing of what it had when it goes on after a stop that was longer than its lease, and serves again', {
  timeout: 240_000,
}, async () => {
  const [stopped, other] = [await startNode(), await startNode()];
  const { client: root } = await logIn(other);
  const device = await makeDevice(root);
  const { applicationId } = device;
  const heard = await witness(other, root, applicationId);
  const before = await connectTo(stopped, device, 'first');
  await expect.poll(() => isConnected(root, device)).toBe(true);
  process.kill(stopped.pid, 'SIGSTOP');
  try {
    await expect.poll(() => heard, patience).toEqual(['first']);
    expect(await isConnected(root, device)).toBe(false);
    await connectTo(other, device, 'second');
    await expect.poll(() => isConnected(root, device)).toBe(true);
  } finally {
    process.kill(stopped.pid, 'SIGCONT');
  }
  const closed = before.connected ? closedBy(before) : undefined;
  await closed;
  await expect.poll(async () => (await get(stopped, '/ready')).status, patience).toBe(200);
  // Whatever it has to say by now, it has said.
  const late = await makeDevice(root, { applicationId });
  const client = await connectTo(stopped, late);
  await client.endAsync();
  await expect.poll(() => logOf(root, late)).toEqual(['connected', 'client disconnected']);
  expect(await logOf(root, device)).toEqual(['connected', 'node lost', 'connected']);
  expect(await isConnected(root, device)).toBe(true);
  expect(heard).toEqual(['first']);
});

it('stops to serve when it cannot reach the database for longer than its lease, and mends by itself', {
  timeout: 240_000,
}, async () => {
  const url = new URL(database.url);
  const proxy = await TcpProxy.start({ host: url.hostname, port: Number(url.port || 5432) });
  url.host = `127.0.0.1:${proxy.port}`;
  const node = await startNode(url.href);
  const { client: root, token } = await logIn(node);
  const device = await makeDevice(root);
  const client = await connectTo(node, device, 'cut off');
  await expect.poll(() => isConnected(root, device)).toBe(true);
  const closed = closedBy(client);
  proxy.cut();
  await closed;
  const refused = await get(node, `/applications/${device.applicationId}`, token);
  expect([refused.status, await refused.json()]).toMatchObject([503, { message: /lost touch with its database/ }]);
  expect((await get(node, '/ready')).status).toBe(503);
  await expect(connectTo(node, device)).rejects.toThrow();
  proxy.mend();
  await expect.poll(async () => (await get(node, '/ready')).status, patience).toBe(200);
  const again = await connectTo(node, device);
  await expect.poll(() => logOf(root, device), patience).toEqual(['connected', 'node lost', 'connected']);
  expect(await isConnected(root, device)).toBe(true);
  await again.endAsync();
  await proxy.end();
});

it('refuses a server that has the database for itself beside one that shares it, and the other way round', {
  timeout: 120_000,
}, async () => {
  const alone = () => startTestApp({ env: { DATABASE_URL: database.url } });
  const sharing = () => startTestApp({ env: { DATABASE_URL: database.url }, sharedDatabase: true });
  const first = await sharing();
  await expect(alone()).rejects.toThrow('only one server may use a database');
  await first.end();
  const single = await alone();
  await expect(sharing()).rejects.toThrow('that one does not share it');
  await single.end();
});

it('keeps its lease, and says that it is ready, while many wait for the database', { timeout: 240_000 }, async () => {
  const app = await startTestApp({ env: { DATABASE_URL: database.url }, sharedDatabase: true });
  const { database: db } = app.app.platform;
  // Its time goes twice as fast: the lease is renewed every two and a half seconds, and lost without that for five.
  const registry = new NodeRegistry({
    database: db,
    logger: { warn: () => undefined },
    elapsed: () => performance.now() * 2,
    mayTakeOver: () => false,
  });
  let losses = 0;
  registry.onLost(() => {
    losses += 1;
  });
  await registry.start();
  const waiting = Promise.all(Array.from({ length: 160 }, () => db.query({ sql: 'select pg_sleep(0.5)' })));
  expect((await fetch(`${app.http}/ready`)).status).toBe(200);
  await waiting;
  expect(losses).toBe(0);
  await registry.stop();
  await app.end();
});
