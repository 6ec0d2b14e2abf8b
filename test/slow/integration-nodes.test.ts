// Several servers on one PostgreSQL database: each integration has one connection, whoever is killed, and every server sees
// to what is asked of any.
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { Aedes } from 'aedes';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { type Client, logIn } from '../support/api.ts';
import { startServer, type TestServer } from '../support/start-server.ts';
import { call } from '../support/tenant.ts';

const administration = process.env.SIGNALBOX_TEST_DATABASE_URL;
if (!administration) throw new Error('SIGNALBOX_TEST_DATABASE_URL must name a PostgreSQL server; see CONTRIBUTING.md');

const main = fileURLToPath(new URL('../integration/shared-node.ts', import.meta.url));
const secretKey = randomBytes(32).toString('hex');

let broker: Aedes;
const brokerServer = createServer((socket) => broker.handle(socket));
/** Connections that the broker has at the moment, and the most that it has had at once. */
let connected = 0;
let mostConnected = 0;
let nodes: TestServer[] = [];
let databaseUrl: string;

async function administer(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: administration });
  await client.connect();
  await client.query(sql);
  await client.end();
}

async function startNode(): Promise<TestServer> {
  const env = { DATABASE_URL: databaseUrl, SIGNALBOX_SECRET_KEY: secretKey, SIGNALBOX_INTEGRATION_HOSTS: '127.0.0.1' };
  const node = await startServer({ main, env });
  nodes.push(node);
  return node;
}

beforeAll(async () => {
  broker = await Aedes.createBroker();
  broker.on('client', () => {
    connected += 1;
    mostConnected = Math.max(mostConnected, connected);
  });
  broker.on('clientDisconnect', () => {
    connected -= 1;
  });
  brokerServer.listen(0, '127.0.0.1');
  await once(brokerServer, 'listening');
});
afterAll(async () => {
  await new Promise((resolve) => broker.close(() => resolve(undefined)));
  brokerServer.close();
});
beforeEach(async () => {
  const name = `signalbox_${randomBytes(6).toString('hex')}`;
  await administer(`create database ${name}`);
  const url = new URL(administration);
  url.pathname = `/${name}`;
  databaseUrl = url.href;
  connected = 0;
  mostConnected = 0;
});
afterEach(async () => {
  await Promise.all(nodes.map((node) => node.kill()));
  nodes = [];
  await administer(`drop database ${new URL(databaseUrl).pathname.slice(1)} with (force)`);
});

function send(topic: string, payload: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const packet = { cmd: 'publish' as const, topic, payload, qos: 1 as const, retain: false, dup: false };
    broker.publish(packet, (error) => (error ? reject(error) : resolve()));
  });
}

interface Made {
  readonly applicationId: string;
  readonly id: string;
}

async function makeIntegration(client: Client, fields: object = {}): Promise<Made> {
  const { id: applicationId } = await client.applications.post({ application: { name: 'Plant' } });
  const { port } = brokerServer.address() as { port: number };
  // No two of one client id at once: a broker would end the first, so the test gives none and counts.
  const mqttConfig = { protocol: 'mqtt', host: '127.0.0.1', port, clean: false };
  const integration = { name: 'Broker', integrationType: 'mqtt', topics: ['in/#'], mqttConfig, ...fields };
  const { id } = await client.integrations.post({ applicationId, integration });
  return { applicationId, id };
}

async function untilConnected(client: Client, { applicationId, id }: Made, timeout = 10_000): Promise<void> {
  const status = async () => (await client.integration.get({ applicationId, integrationId: id })).status.connected;
  await expect.poll(status, { timeout, interval: 50 }).toBe(true);
}

it('hands the connection of a killed server to another within 30 s, and loses no message', async () => {
  const first = await startNode();
  const { client } = await logIn(first);
  const made = await makeIntegration(client);
  await untilConnected(client, made);
  const second = await startNode();
  const survivor = (await logIn(second)).client;
  expect(mostConnected).toBe(1);

  let sent = 0;
  const isSending = new AbortController();
  const sending = (async () => {
    for (; !isSending.signal.aborted; sent += 1) {
      await send(`in/${sent}`, 'x');
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  })();
  await expect.poll(() => sent).toBeGreaterThan(20);
  const killedAt = performance.now();
  const gone = once(broker, 'clientDisconnect');
  await first.kill();
  await gone;
  await once(broker, 'clientReady');
  expect(performance.now() - killedAt).toBeLessThan(30_000);
  isSending.abort();
  await sending;
  expect(mostConnected).toBe(1);
  await untilConnected(survivor, made);
  // The session waited at the broker: every message was kept by one of them, some perhaps by both.
  const kept = async () => {
    const database = new pg.Client({ connectionString: databaseUrl });
    await database.connect();
    const { rows } = await database.query('select count(distinct topic)::int as count from test_received');
    await database.end();
    return rows[0].count as number;
  };
  await expect.poll(kept, { timeout: 30_000, interval: 200 }).toBe(sent);
}, 120_000);

it('goes on at once on another server when one is stopped', async () => {
  const first = await startNode();
  const { client } = await logIn(first);
  const made = await makeIntegration(client);
  await untilConnected(client, made);
  const second = await startNode();
  const again = once(broker, 'clientReady');
  const stoppedAt = performance.now();
  expect(await first.stop()).toBe(0);
  await again;
  expect(performance.now() - stoppedAt).toBeLessThan(15_000);
  expect(mostConnected).toBe(1);
  await untilConnected((await logIn(second)).client, made);
}, 120_000);

it('applies what is asked of any server on the one that holds the connection', async () => {
  const holder = await startNode();
  const { client } = await logIn(holder);
  const made = await makeIntegration(client);
  await untilConnected(client, made);
  const other = await startNode();
  const { client: there, token } = await logIn(other);
  const { applicationId, id: integrationId } = made;

  // Publishing through a server without the connection.
  const published = once(broker, 'publish').then(() => undefined);
  const path = `/applications/${applicationId}/integrations/${integrationId}/publish`;
  const seen = new Promise<string>((resolve) => {
    broker.on('publish', (packet) => {
      if (packet.topic === 'out') resolve(String(packet.payload));
    });
  });
  expect(await call(other, 'POST', path, { token, body: { topic: 'out', payload: 'hi', qos: 1 } })).toMatchObject({
    status: 200,
    body: { state: 'sent' },
  });
  expect(await seen).toBe('hi');
  await published;

  const subscribed = new Promise<void>((resolve) => {
    broker.on('subscribe', (subscriptions) => {
      if (subscriptions.some(({ topic }) => topic === 'other')) resolve();
    });
  });
  const changedAt = performance.now();
  await there.integration.patch({ applicationId, integrationId, integration: { topics: ['other'] } });
  await subscribed;
  expect(performance.now() - changedAt).toBeLessThan(5_000);

  const gone = once(broker, 'clientDisconnect');
  await there.integration.delete({ applicationId, integrationId });
  await gone;
  expect(mostConnected).toBe(1);
}, 120_000);
