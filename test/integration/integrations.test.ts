// The seam to whoever is triggered by messages, and the other sides that are not MQTT: the whole server inside the test, so
// that it can listen, hold messages up and look into the database.
import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:net';
import { Aedes } from 'aedes';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { type IntegrationMessage, integrationsFeature } from '../../src/features/integrations/index.ts';
import { type Client, logIn } from '../support/api.ts';
import { node as flowNode, makeFlowWorld, trigger } from '../support/flow-world.ts';
import { MeridianServer } from '../support/meridian-server.ts';
import { ParticleServer } from '../support/particle-server.ts';
import { PubSubServer } from '../support/pubsub-server.ts';
import { call } from '../support/tenant.ts';
import { startTestApp, type TestApp } from './app.ts';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const keyJson = JSON.stringify({
  type: 'service_account',
  client_email: 'signalbox@plant.iam.gserviceaccount.com',
  private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
});

let node: TestApp;
let client: Client;
let applicationId: string;
let google: PubSubServer;
let particle: ParticleServer;
let meridian: MeridianServer;
let broker: Aedes;
let brokerPort: number;
const brokerServer = createServer((socket) => broker.handle(socket));

/** What has come through the seam, and what is to be done before it is taken. */
let received: IntegrationMessage[] = [];
/** What was told of connections meanwhile. */
let events: IntegrationMessage[] = [];
let before: (messages: readonly IntegrationMessage[]) => Promise<void> = async () => {};

beforeAll(async () => {
  google = await PubSubServer.start();
  particle = await ParticleServer.start('particle-token');
  meridian = await MeridianServer.start('meridian-token');
  broker = await Aedes.createBroker();
  await new Promise<void>((resolve) => brokerServer.listen(0, '127.0.0.1', resolve));
  brokerPort = (brokerServer.address() as { port: number }).port;
  node = await startTestApp({
    env: {
      SIGNALBOX_INTEGRATION_HOSTS: '127.0.0.1',
      PUBSUB_EMULATOR_HOST: google.host,
      SIGNALBOX_PARTICLE_URL: particle.url,
      SIGNALBOX_MERIDIAN_URL: meridian.url,
    },
  });
  node.app.api(integrationsFeature).messages.listen(async (tx, messages) => {
    // It runs on the transaction: whatever is stored there commits with it.
    await tx.selectFrom('integration').select('id').limit(1).execute();
    await before(messages);
    const isEvent = ({ data }: IntegrationMessage) => ['connect', 'disconnect', 'failure'].includes(String(data.type));
    received.push(...messages.filter((message) => !isEvent(message)));
    events.push(...messages.filter(isEvent));
  });
  ({ client } = await logIn(node));
  applicationId = (await client.applications.post({ application: { name: 'Here' } })).id;
});
afterAll(async () => {
  await node.end();
  await google.stop();
  await particle.stop();
  await meridian.stop();
  await new Promise((resolve) => broker.close(() => resolve(undefined)));
  brokerServer.close();
});
afterEach(() => {
  received = [];
  events = [];
  before = async () => {};
});

const post = (integration: object) => client.integrations.post({ applicationId, integration });
const get = (integrationId: string) => client.integration.get({ applicationId, integrationId });
const patch = (integrationId: string, integration: object) =>
  client.integration.patch({ applicationId, integrationId, integration });
const remove = (integrationId: string) => client.integration.delete({ applicationId, integrationId });

async function untilStatus(integrationId: string, status: object): Promise<void> {
  await expect
    .poll(async () => (await get(integrationId)).status, { timeout: 20_000, interval: 20 })
    .toMatchObject(status);
}

async function publish(integrationId: string, body: object): Promise<{ status: number; body: unknown }> {
  const { token } = await logIn(node);
  const response = await fetch(`${node.http}/applications/${applicationId}/integrations/${integrationId}/publish`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: await response.json() };
}

const toBroker = () => ({ protocol: 'mqtt', host: '127.0.0.1', port: brokerPort });

function send(topic: string, payload: string | Buffer, qos: 0 | 1 = 1): Promise<void> {
  return new Promise((resolve, reject) => {
    const packet = { cmd: 'publish' as const, topic, payload, qos, retain: false, dup: false };
    broker.publish(packet, (error) => (error ? reject(error) : resolve()));
  });
}

it('hands messages on in their order, in the form of the contract', async () => {
  const { id } = await post({ name: 'Broker', integrationType: 'mqtt', topics: ['in/#'], mqttConfig: toBroker() });
  await untilStatus(id, { connected: true });
  for (let index = 0; index < 50; index += 1) await send(`in/${index}`, `text ${index}`, index % 2 === 0 ? 0 : 1);
  await send('in/binary', Buffer.from([0xff, 0xfe]));
  await expect.poll(() => received.length).toBe(51);
  expect(received.slice(0, 50).map(({ data }) => data)).toEqual(
    Array.from({ length: 50 }, (_, index) => ({ type: 'message', topic: `in/${index}`, message: `text ${index}` })),
  );
  expect(received[50]).toMatchObject({
    applicationId,
    integrationId: id,
    type: 'mqtt',
    data: { type: 'message', topic: 'in/binary', message: '//4=', encoding: 'base64' },
  });
  await remove(id);
});

it('tells what becomes of a connection, and starts the workflows that ask for it', async () => {
  const port = brokerPort;
  const { id } = await post({
    name: 'Told',
    integrationType: 'mqtt',
    topics: [],
    mqttConfig: { ...toBroker(), port: 1 },
  });
  const eventsOf = () =>
    events.filter(({ integrationId }) => integrationId === id).map(({ data }) => [data.type, typeof data.error]);
  // Of a broker that is not there, however often it is tried.
  await untilStatus(id, { connected: false, disconnectInfo: { error: expect.any(String) } });
  const world = await makeFlowWorld(node);
  const flow = async (name: string, config: object) => {
    const nodes = [flowNode('record', 'StoreValueNode', { keyName: '{{data.type}}', valueType: 'incr', value: '1' })];
    const triggers = [trigger('integration', id, config)];
    return (await client.flows.post({ applicationId, flow: { name, triggers, nodes } })).id;
  };
  const asking = await flow('Asks', { connect: true, disconnect: true, message: false });
  const silent = await flow('Does not ask', {});
  const storageOf = async (flowId: string) =>
    (await call(node, 'GET', `/applications/${applicationId}/flows/${flowId}/storage`, { token: world.token })).body;

  await patch(id, { mqttConfig: { ...toBroker(), port }, topics: ['told'] });
  await untilStatus(id, { connected: true });
  await send('told', 'x');
  await expect.poll(() => received.length).toBe(1);
  const connected = (broker as unknown as { clients: Record<string, { close(): void }> }).clients;
  for (const link of Object.values(connected)) link.close();
  await expect.poll(() => eventsOf().length).toBe(4);
  await untilStatus(id, { connected: true });
  await patch(id, { enabled: false });
  await expect.poll(eventsOf).toEqual([
    ['failure', 'string'],
    ['connect', 'undefined'],
    ['disconnect', 'string'],
    ['connect', 'undefined'],
    ['disconnect', 'undefined'],
  ]);
  await expect.poll(() => storageOf(asking)).toEqual({ connect: 2, disconnect: 2 });
  expect(await storageOf(silent)).toEqual({ message: 1 });
  await remove(id);
});

it('acknowledges a message only once it is taken, and has it sent again when it is not', async () => {
  const acknowledged: string[] = [];
  const onAck = (packet: { topic?: string } | undefined) =>
    packet?.topic !== undefined && acknowledged.push(packet.topic);
  broker.on('ack', (packet) => onAck(packet as { topic?: string }));
  const { id } = await post({
    name: 'Slow',
    integrationType: 'mqtt',
    topics: ['slow/#'],
    mqttConfig: { ...toBroker(), clean: false },
  });
  await untilStatus(id, { connected: true });
  const held = Promise.withResolvers<void>();
  const reached = Promise.withResolvers<void>();
  before = async () => {
    reached.resolve();
    await held.promise;
  };
  await send('slow/1', 'x');
  await reached.promise;
  expect(acknowledged).not.toContain('slow/1');
  held.resolve();
  await expect.poll(() => acknowledged).toContain('slow/1');

  // A listener that fails is asked again until it can; nothing is acknowledged meanwhile.
  let attempts = 0;
  before = async () => {
    attempts += 1;
    if (attempts === 1) {
      expect(acknowledged).not.toContain('slow/2');
      throw new Error('not now');
    }
  };
  await send('slow/2', 'y');
  await expect.poll(() => acknowledged, { timeout: 10_000 }).toContain('slow/2');
  expect(received.map(({ data }) => data.topic)).toEqual(['slow/1', 'slow/2']);

  // What comes while it is away waits in the session that the broker keeps.
  await patch(id, { enabled: false });
  await untilStatus(id, { connected: false });
  await send('slow/3', 'z');
  await patch(id, { enabled: true });
  await expect.poll(() => received.map(({ data }) => data.topic)).toContain('slow/3');

  // A topic that is taken away is unsubscribed, although the session stays.
  await patch(id, { topics: ['other'] });
  await untilStatus(id, { connected: true });
  await send('slow/4', 'unheard');
  await send('other', 'heard');
  await expect.poll(() => received.at(-1)?.data.topic).toBe('other');
  await remove(id);
});

it('drops what nobody keeps once too much of it waits, and counts it', async () => {
  const { id } = await post({ name: 'Flood', integrationType: 'mqtt', topics: ['flood'], mqttConfig: toBroker() });
  await untilStatus(id, { connected: true });
  const held = Promise.withResolvers<void>();
  before = () => held.promise;
  const payload = Buffer.alloc(200 * 1024, 'x');
  const count = 100;
  for (let index = 0; index < count; index += 1) await send('flood', payload, 0);
  await send('flood', Buffer.alloc(300 * 1024), 0);
  // A message that is acknowledged waits behind them; until it is taken, nothing more is read.
  await send('flood', 'last', 1);
  held.resolve();
  await expect.poll(() => received.at(-1)?.data.message, { timeout: 20_000 }).toBe('last');
  const room = Math.floor((16 * 1024 * 1024) / payload.byteLength);
  expect(received).toHaveLength(room + 1);
  await patch(id, { enabled: false });
  await untilStatus(id, { connected: false, counts: { received: room + 1, dropped: count - room + 1 } });
  await remove(id);
});

it('begins anew after the broker went away', async () => {
  const { id } = await post({ name: 'Again', integrationType: 'mqtt', topics: ['again'], mqttConfig: toBroker() });
  await untilStatus(id, { connected: true });
  const { status } = await get(id);
  for (const connected of Object.values(
    (broker as unknown as { clients: Record<string, { conn: { destroy(): void } }> }).clients,
  )) {
    connected.conn.destroy();
  }
  await expect
    .poll(async () => (await get(id)).status, { timeout: 10_000, interval: 20 })
    .toMatchObject({ connected: true, disconnectInfo: { ts: expect.any(Number) } });
  expect((await get(id)).status.connectInfo.ts).toBeGreaterThan(status.connectInfo.ts);
  await remove(id);
});

it('pulls from Google Pub/Sub, acknowledges what is taken, and removes its subscriptions', async () => {
  const topics = ['projects/plant-one/topics/states', 'projects/plant-one/topics/alarms'];
  for (const topic of topics) google.topics.add(topic);
  const { id } = await post({
    name: 'Google',
    integrationType: 'googlePubSub',
    topics: ['states', 'projects/plant-one/topics/alarms'],
    googlePubSubConfig: { projectId: 'plant-one', keyJson },
  });
  await untilStatus(id, { connected: true });
  const names = [...google.subscriptions.keys()];
  expect(names).toHaveLength(2);
  for (const name of names)
    expect(name).toMatch(new RegExp(`^projects/plant-one/subscriptions/signalbox-${id}-[0-9a-f]{16}$`));
  google.send('projects/plant-one/topics/states', 'hello', { flowVersion: 'v2' });
  await expect.poll(() => received.length).toBe(1);
  expect(received[0]).toMatchObject({
    type: 'googlePubSub',
    flowVersion: 'v2',
    data: {
      topic: 'states',
      id: '1',
      data: 'hello',
      attributes: { flowVersion: 'v2' },
      timestamp: '2026-01-02T03:04:05.678Z',
    },
  });
  const waiting = () => [...google.subscriptions.values()].reduce((sum, each) => sum + each.waiting.size, 0);
  await expect.poll(waiting).toBe(0);
  // An emulator is given no credentials.
  expect(google.authorizations.every((each) => each === undefined)).toBe(true);

  expect(await publish(id, { topic: 'states', payload: 'out', attributes: { a: 'b' } })).toMatchObject({ status: 200 });
  expect(google.published).toEqual([
    { topic: 'projects/plant-one/topics/states', data: Buffer.from('out').toString('base64'), attributes: { a: 'b' } },
  ]);

  await patch(id, { topics: ['states'] });
  await expect.poll(() => google.subscriptions.size, { timeout: 10_000 }).toBe(1);
  await untilStatus(id, { connected: true });
  await remove(id);
  await expect.poll(() => google.subscriptions.size, { timeout: 10_000 }).toBe(0);
});

it('says what Google does not like', async () => {
  const { id } = await post({
    name: 'Google',
    integrationType: 'googlePubSub',
    topics: ['nowhere'],
    googlePubSubConfig: { projectId: 'plant-one', keyJson },
  });
  await untilStatus(id, {
    disconnectInfo: { error: expect.stringContaining('does not know the project or the topic') },
  });
  google.refuse = () => ({ status: 403, message: 'User not authorized to perform this action.' });
  await untilStatus(id, { disconnectInfo: { error: expect.stringContaining('needs the role Pub/Sub Editor') } });
  google.refuse = undefined;
  await remove(id);
});

it('drops what Google cannot have meant, and nothing besides', async () => {
  const topic = 'projects/plant-one/topics/odd';
  google.topics.add(topic);
  const { id } = await post({
    name: 'Google',
    integrationType: 'googlePubSub',
    topics: ['odd'],
    // As an editor has saved it that puts a byte order mark in front.
    googlePubSubConfig: { projectId: 'plant-one', keyJson: `\ufeff${keyJson}` },
  });
  await untilStatus(id, { connected: true });
  const odd = [null, 5, {}, { data: 5, messageId: 'a' }, { messageId: 6 }, { data: '!!no base64', messageId: 'b' }];
  for (const message of [...odd, { messageId: 'c', attributes: { a: 1 } }]) google.sendAsIs(topic, message);
  google.send(topic, 'hello');
  await expect.poll(() => received.length).toBe(1);
  expect(received[0]).toMatchObject({ data: { data: 'hello' } });
  // They are acknowledged, too: they would come for ever.
  const waiting = () => [...google.subscriptions.values()].reduce((sum, each) => sum + each.waiting.size, 0);
  await expect.poll(waiting).toBe(0);
  expect((await get(id)).status).toMatchObject({ connected: true });

  google.page = '<html>Log in to the network</html>';
  google.send(topic, 'later');
  await untilStatus(id, { disconnectInfo: { error: expect.stringContaining('is there a proxy in between?') } });
  google.page = undefined;
  await expect.poll(() => received.length, { timeout: 20_000 }).toBe(2);
  await remove(id);
});

it('reads the event stream of the Particle cloud and publishes there', async () => {
  const { id } = await post({
    name: 'Particle',
    integrationType: 'particle',
    topics: ['temperature', 'temp/*'],
    particleConfig: { accessToken: 'particle-token', productSlugOrId: 'plant v1' },
  });
  await untilStatus(id, { connected: true });
  expect([...particle.streams.values()]).toEqual(['/v1/products/plant%20v1/events/temp']);
  particle.send('tempest', 'unheard');
  particle.send('temperature', '21.5');
  // What is not JSON in UTF-8 is dropped alone; nothing of it is replaced.
  particle.write(Buffer.from('event: temperature\ndata: {"data":"caf\xe9"}\n\n', 'latin1'));
  particle.write('event: temperature\ndata: no JSON\n\n');
  particle.send('temp/inner', 'ä😀');
  await expect.poll(() => received.length).toBe(2);
  expect(received.map(({ data }) => data)).toEqual([
    {
      name: 'temperature',
      data: '21.5',
      ttl: 60,
      published_at: '2026-01-02T03:04:05.678Z',
      coreid: '0123456789abcdef01234567',
    },
    expect.objectContaining({ name: 'temp/inner', data: 'ä😀' }),
  ]);
  expect(await publish(id, { topic: 'led', payload: 'on' })).toMatchObject({ status: 200, body: { state: 'sent' } });
  expect(particle.published).toEqual([
    { path: '/v1/products/plant%20v1/events', name: 'led', data: 'on', private: true },
  ]);
  expect(await publish(id, { topic: 'led', payload: 'on', qos: 1 })).toMatchObject({ status: 400 });

  particle.cut();
  await expect.poll(() => particle.streams.size, { timeout: 10_000 }).toBe(1);
  await patch(id, { particleConfig: { accessToken: 'another' } });
  await untilStatus(id, { connected: false, disconnectInfo: { error: 'The Particle cloud refused the access token' } });
  await remove(id);
});

it('reads the stream of asset updates of Meridian: of a location or of maps, assets and zones', async () => {
  const update = { mac: '0123456789AB', event_type: 'UPDATE', location_id: '5', map_id: '7', x: 1.5, y: 2 };
  const entering = { ...update, zone_events: [{ action: 'ENTER', zone_id: '9007199254740993' }] };
  const { id } = await post({
    name: 'Tags',
    integrationType: 'meridian',
    meridianConfig: { authenticationToken: 'meridian-token', locationId: '5' },
  });
  await untilStatus(id, { connected: true });
  await expect
    .poll(() => meridian.requests)
    .toEqual([{ asset_requests: [{ resource_type: 'LOCATION', location_id: '5' }] }]);
  meridian.send(update, entering);
  await expect
    .poll(() => received.map(({ data }) => data))
    .toEqual([
      { topic: 'asset_update', message: update },
      { topic: 'asset_update', message: entering },
      { topic: 'zone_update', message: entering },
    ]);
  expect(await publish(id, { topic: 'x', payload: 'y' })).toMatchObject({
    status: 400,
    body: { message: 'Meridian takes no messages' },
  });
  const token = '********';
  await patch(id, {
    topics: ['7'],
    meridianConfig: { authenticationToken: token, locationId: '5', zoneUpdates: true },
  });
  await expect
    .poll(() => meridian.requests.at(-1), { timeout: 20_000 })
    .toEqual({
      asset_requests: [{ resource_type: 'FLOOR', location_id: '5', resource_ids: ['7'] }],
    });
  await expect.poll(() => meridian.sockets.size).toBe(1);
  meridian.send(update, entering);
  await expect
    .poll(() => received.slice(3).map(({ data }) => data))
    .toEqual([{ topic: 'zone_update', message: entering }]);
  await patch(id, { meridianConfig: { authenticationToken: 'another', locationId: '5' } });
  await untilStatus(id, { disconnectInfo: { error: 'Meridian refused the authentication token' } });
  await remove(id);
  await expect.poll(() => meridian.sockets.size).toBe(0);
});

it('counts what came by the type of the integration', async () => {
  const counts = await client.application.payloadCounts({ applicationId });
  expect(counts.integration).toMatchObject({
    'integration.mqtt': expect.any(Number),
    'integration.googlePubSub': 3,
    'integration.particle': 2,
    'integration.meridian': 4,
  });
});
