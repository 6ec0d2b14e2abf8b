// Integrations through the official client: what the API stores and shows, and connections to a broker. The other broker is
// the server's own: an integration of one application logs in as a device of another.
import type { MqttClient } from 'mqtt';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Client, failureOf, logIn } from '../support/api.ts';
import { EventReader } from '../support/event-reader.ts';
import { connectDevice, type DeviceFixture, makeDevice, nextMessages } from '../support/fixtures.ts';
import { inSlowSuite } from '../support/rounds.ts';
import { expectSchema } from '../support/schema.ts';
import { startServer, type TestServer } from '../support/start-server.ts';
import { call } from '../support/tenant.ts';

let server: TestServer;
let client: Client;
let token: string;
let applicationId: string;
/** Whose login the integrations use, and a device beside it. */
let other: DeviceFixture;
let device: MqttClient;

beforeAll(async () => {
  server = await startServer({ env: { SIGNALBOX_INTEGRATION_HOSTS: '127.0.0.1' } });
  ({ client, token } = await logIn(server));
  applicationId = (await client.applications.post({ application: { name: 'Here' } })).id;
  other = await makeDevice(client);
  const neighbour = await client.devices.post({ applicationId: other.applicationId, device: { name: 'Neighbour' } });
  device = await connectDevice(server, { ...other, deviceId: neighbour.id });
});
afterAll(async () => {
  await device.endAsync();
  await server.stop();
});

const elsewhere = { protocol: 'mqtt', host: 'broker.example.com', port: 1883 };

/** A configuration that connects to the server itself. */
const toItself = () => ({
  protocol: 'mqtt',
  host: '127.0.0.1',
  port: server.mqttPort,
  clientId: other.deviceId,
  username: other.key,
  password: other.secret,
});

const post = (integration: object) => client.integrations.post({ applicationId, integration });
const get = (integrationId: string) => client.integration.get({ applicationId, integrationId });
const patch = (integrationId: string, integration: object) =>
  client.integration.patch({ applicationId, integrationId, integration });
const remove = (integrationId: string) => client.integration.delete({ applicationId, integrationId });
const publish = (integrationId: string, body: object) =>
  call(server, 'POST', `/applications/${applicationId}/integrations/${integrationId}/publish`, { token, body });

async function untilStatus(integrationId: string, status: object): Promise<Record<string, unknown>> {
  await expect
    .poll(async () => (await get(integrationId)).status, { timeout: 20_000, interval: 50 })
    .toMatchObject(status);
  return (await get(integrationId)).status;
}

it('makes, shows, changes, lists and deletes an integration, without ever showing its secrets', async () => {
  const made = await post({
    name: 'Plant broker',
    integrationType: 'mqtt',
    enabled: false,
    topics: ['a/+/b', '#'],
    mqttConfig: { ...elsewhere, username: 'me', password: 'geheim' },
  });
  expectSchema('integration', made);
  expect(made).toMatchObject({
    integrationId: made.id,
    applicationId,
    name: 'Plant broker',
    integrationType: 'mqtt',
    enabled: false,
    topics: ['a/+/b', '#'],
    mqttConfig: { ...elsewhere, clean: true, username: 'me', password: '********' },
    outbox: { mode: 'drop', maxMessages: 1000, maxAge: 86_400 },
    status: { connected: false, connectInfo: { ts: null }, disconnectInfo: { ts: null } },
    _type: 'integration',
  });
  const { clientId } = made.mqttConfig;
  expect(clientId).toMatch(/^[a-z0-9-]{1,23}$/);
  expect(await get(made.id)).toEqual(made);

  // A configuration is replaced whole; a client id that was made stays, and the placeholder keeps the secret.
  const { username, ...withoutUser } = made.mqttConfig;
  const changed = await patch(made.id, {
    name: 'B',
    mqttConfig: { ...elsewhere, username: 'you', password: '********' },
  });
  expectSchema('integration', changed);
  expect(changed).toMatchObject({ name: 'B', mqttConfig: { clientId, username: 'you', password: '********' } });
  expect(changed.topics).toEqual(made.topics);
  expect(await failureOf(patch(made.id, { mqttConfig: withoutUser }))).toMatchObject({ statusCode: 400 });
  expect(username).toBe('me');
  const { lastUpdated } = changed;
  expect((await patch(made.id, {})).lastUpdated).toBe(lastUpdated);

  const found = await client.integrations.get({ applicationId, filterField: 'integrationType', filter: 'mq*' });
  expectSchema('integrations', found);
  expect(found).toMatchObject({ applicationId, totalCount: 1, items: [{ id: made.id }], _type: 'integrations' });
  expect(await client.application.search({ applicationId, filter: 'B' })).toMatchObject([
    { id: made.id, _type: 'integration', name: 'B' },
  ]);
  expect((await client.application.get({ applicationId })).summary).toMatchObject({ integrationCount: 1 });

  expectSchema('success', await remove(made.id));
  expect(await failureOf(get(made.id))).toMatchObject({ statusCode: 404, message: 'Integration was not found' });
  expect(await failureOf(remove(made.id))).toMatchObject({ statusCode: 404 });
  expect((await client.application.get({ applicationId })).summary).toMatchObject({ integrationCount: 0 });
});

it('never uses a stored secret for another host', async () => {
  const secure = { protocol: 'mqtts', host: 'broker.example.com', port: 8883 };
  const { id } = await post({
    name: 'Secrets',
    integrationType: 'mqtt',
    enabled: false,
    mqttConfig: { ...secure, username: 'me', password: 'geheim' },
  });
  const kept = { ...secure, username: 'me', password: '********' };
  for (const change of [{ host: 'evil.example.com' }, { port: 8884 }, { protocol: 'wss' }]) {
    const failure = await failureOf(patch(id, { mqttConfig: { ...kept, ...change } }));
    expect(failure).toMatchObject({
      statusCode: 400,
      message: expect.stringMatching(/^mqttConfig\.password must be given again/),
    });
  }
  await patch(id, { mqttConfig: { ...kept, host: 'evil.example.com', password: 'another' } });
  expect(await failureOf(post({ name: 'x', integrationType: 'mqtt', mqttConfig: kept }))).toMatchObject({
    statusCode: 400,
    message: expect.stringContaining('is a placeholder, but no secret is stored'),
  });
  await remove(id);
});

it.each([
  ['integrationType', { name: 'x', integrationType: 'carrier-pigeon' }],
  ['name', { integrationType: 'mqtt', mqttConfig: elsewhere }],
  ['mqttConfig', { name: 'x', integrationType: 'mqtt' }],
  [
    'particleConfig',
    { name: 'x', integrationType: 'mqtt', mqttConfig: elsewhere, particleConfig: { accessToken: 'a' } },
  ],
  ['mqttConfig.host', { name: 'x', integrationType: 'mqtt', mqttConfig: { ...elsewhere, host: 'mqtt://broker' } }],
  ['mqttConfig.host', { name: 'x', integrationType: 'mqtt', mqttConfig: { ...elsewhere, host: '10.0.0.1' } }],
  ['mqttConfig.host', { name: 'x', integrationType: 'mqtt', mqttConfig: { ...elsewhere, host: 'localhost' } }],
  ['mqttConfig.username', { name: 'x', integrationType: 'mqtt', mqttConfig: { ...elsewhere, password: 'only' } }],
  ['mqttConfig.port', { name: 'x', integrationType: 'mqtt', mqttConfig: { ...elsewhere, port: 0 } }],
  [
    'mqttConfig.caCertificate',
    { name: 'x', integrationType: 'mqtt', mqttConfig: { ...elsewhere, caCertificate: 'PEM?' } },
  ],
  [
    'mqttConfig.caCertificate',
    { name: 'x', integrationType: 'mqtt', mqttConfig: { ...elsewhere, protocol: 'mqtts', caCertificate: 'PEM?' } },
  ],
  [
    'mqttConfig.privateKey',
    { name: 'x', integrationType: 'mqtt', mqttConfig: { ...elsewhere, protocol: 'mqtts', certificate: 'PEM?' } },
  ],
  ['topics[1]', { name: 'x', integrationType: 'mqtt', topics: ['a', 'b#'], mqttConfig: elsewhere }],
  ['topics[0]', { name: 'x', integrationType: 'particle', topics: ['a*b'], particleConfig: { accessToken: 'a' } }],
  [
    'googlePubSubConfig.keyJson',
    { name: 'x', integrationType: 'googlePubSub', googlePubSubConfig: { projectId: 'plant-one', keyJson: '{}  ' } },
  ],
  ...['p', 'my-proj-', 'My-project', '1-project', `p${'a'.repeat(30)}`, ':project', 'example.com:p'].map(
    (projectId): [string, object] => [
      'googlePubSubConfig.projectId',
      { name: 'x', integrationType: 'googlePubSub', googlePubSubConfig: { projectId, keyJson: '{}  ' } },
    ],
  ),
  // What is right of the project is refused for its key.
  ...['abcdef', 'example.com:my-project', `p${'a'.repeat(28)}1`].map((projectId): [string, object] => [
    'googlePubSubConfig.keyJson',
    { name: 'x', integrationType: 'googlePubSub', googlePubSubConfig: { projectId, keyJson: '{}  ' } },
  ]),
  ...['a b', 'a\n', 'ü'].flatMap((token): [string, object][] => [
    [
      'meridianConfig.authenticationToken',
      {
        name: 'x',
        integrationType: 'meridian',
        meridianConfig: { authenticationToken: token, locationId: '1' },
      },
    ],
    ['particleConfig.accessToken', { name: 'x', integrationType: 'particle', particleConfig: { accessToken: token } }],
  ]),
  ...[`${'a'.repeat(64)}.example.com`, `${'a.'.repeat(127)}com`].map((host): [string, object] => [
    'mqttConfig.host',
    { name: 'x', integrationType: 'mqtt', mqttConfig: { ...elsewhere, host } },
  ]),
  ['outbox.maxAge', { name: 'x', integrationType: 'mqtt', mqttConfig: elsewhere, outbox: { maxAge: 1 } }],
])('refuses a wrong %s by its name', async (field, integration) => {
  const answer = await call(server, 'POST', `/applications/${applicationId}/integrations`, {
    token,
    body: integration,
  });
  expect(answer).toMatchObject({
    status: 400,
    body: { message: expect.stringContaining(field.split('.').pop() ?? '') },
  });
  expect(String(answer.body.message)).toContain(field.split(/[.[]/)[0]);
});

it('cannot become of another type, and has something to receive', async () => {
  const { id } = await post({ name: 'x', integrationType: 'mqtt', enabled: false, mqttConfig: elsewhere });
  expect(await failureOf(patch(id, { integrationType: 'particle' }))).toMatchObject({
    statusCode: 400,
    message: 'integrationType cannot be changed',
  });
  await patch(id, { integrationType: 'mqtt' });
  await remove(id);
  const meridian = {
    name: 'x',
    integrationType: 'meridian',
    enabled: false,
    meridianConfig: { authenticationToken: 'token', locationId: 'b' },
  };
  const made = await post(meridian);
  expect(made.meridianConfig).toEqual({ authenticationToken: '********', locationId: 'b' });
  expectSchema('integration', made);
  await remove(made.id);
  const nothing = { ...meridian, meridianConfig: { ...meridian.meridianConfig, assetUpdates: false } };
  expect(await failureOf(post(nothing))).toMatchObject({
    statusCode: 400,
    message: expect.stringContaining('meridianConfig.zoneUpdates'),
  });
});

it('connects to a broker, receives, counts, logs and publishes', async () => {
  const log = await EventReader.open(
    `${server.http}/applications/${applicationId}/logStream?token=${token}&types=integration`,
  );
  const { id } = await post({ name: 'Live', integrationType: 'mqtt', topics: ['there/#'], mqttConfig: toItself() });
  const status = await untilStatus(id, { connected: true });
  expect(status).toMatchObject({ lastKeepAlive: expect.any(Number), connectInfo: { ts: expect.any(Number) } });
  expect((await log.next('log'))?.data).toMatchObject({ message: 'The integration “Live” is connected.' });

  await device.publishAsync('there/one', 'hello', { qos: 1 });
  await device.publishAsync('elsewhere', 'unheard', { qos: 1 });
  await device.publishAsync('there/two', Buffer.from([0xff, 0x00]), { qos: 0 });
  for (const topic of ['there/one', 'there/two']) {
    expect((await log.next('log'))?.data).toMatchObject({
      type: 'integration',
      message: `The integration “Live” received a message on ${topic}.`,
      details: { integrationId: id, topic },
    });
  }
  const counts = await client.application.payloadCounts({ applicationId });
  expect(counts).toMatchObject({ integration: { 'integration.mqtt': 2 } });

  await device.subscribeAsync('back/#');
  const received = nextMessages(device, 2);
  expect(await publish(id, { topic: 'back/a', payload: 'text' })).toEqual({
    status: 200,
    body: { success: true, state: 'sent' },
  });
  expect(await publish(id, { topic: 'back/b', payload: 'aGk=', encoding: 'base64', qos: 1 })).toMatchObject({
    status: 200,
  });
  expect(await received).toEqual(['back/a text', 'back/b hi']);
  expect(await publish(id, { topic: 'back/#', payload: '' })).toMatchObject({ status: 400 });
  expect(await publish(id, { topic: 'back/a', payload: 'x', attributes: { a: 'b' } })).toMatchObject({ status: 400 });
  expect(await publish(id, { topic: 'back/a', payload: '!', encoding: 'base64' })).toMatchObject({ status: 400 });

  // Disabling disconnects at once: the server's own log of connections says so.
  await patch(id, { enabled: false });
  await untilStatus(id, { connected: false, counts: { received: 2, published: 2, dropped: 0, discarded: 0 } });
  expect(await publish(id, { topic: 'back/a', payload: 'x' })).toMatchObject({ status: 409 });
  log.close();
  await remove(id);
});

it('applies changes at once: other topics, another login, and deleting', async () => {
  const { id } = await post({ name: 'Moving', integrationType: 'mqtt', topics: ['first'], mqttConfig: toItself() });
  const before = await untilStatus(id, { connected: true });
  const log = await EventReader.open(
    `${server.http}/applications/${applicationId}/logStream?token=${token}&types=integration`,
  );
  await patch(id, { name: 'Moved' });
  await patch(id, { topics: ['second'] });
  expect((await log.next('log'))?.data).toMatchObject({ message: 'The integration “Moved” was disconnected.' });
  expect((await log.next('log'))?.data).toMatchObject({ message: 'The integration “Moved” is connected.' });
  await device.publishAsync('first', 'unheard', { qos: 1 });
  await device.publishAsync('second', 'heard', { qos: 1 });
  expect((await log.next('log'))?.data).toMatchObject({ details: { topic: 'second' } });

  await patch(id, { mqttConfig: { ...toItself(), password: 'wrong' } });
  const refused = await untilStatus(id, {
    connected: false,
    disconnectInfo: { error: expect.stringMatching(/refused/) },
  });
  expect(refused).toMatchObject({ nextAttempt: expect.any(Number) });
  expect((refused.disconnectInfo as { error: string }).error).toBe('The broker refused the user name or the password');
  await patch(id, { mqttConfig: toItself() });
  const after = await untilStatus(id, { connected: true });
  expect((after.connectInfo as { ts: number }).ts).toBeGreaterThan((before.connectInfo as { ts: number }).ts);
  expect(after.disconnectInfo).not.toHaveProperty('error');

  await remove(id);
  const connected = async () =>
    (await client.device.get({ applicationId: other.applicationId, deviceId: other.deviceId })).connectionInfo
      ?.connected;
  await expect.poll(connected, { timeout: 5_000, interval: 50 }).toBe(0);
  log.close();
});

it('says what to mend when the broker cannot be reached', async () => {
  const { id } = await post({
    name: 'Nobody there',
    integrationType: 'mqtt',
    mqttConfig: { protocol: 'mqtt', host: '127.0.0.1', port: 1 },
  });
  const status = await untilStatus(id, { disconnectInfo: { error: expect.any(String) } });
  expect(status.disconnectInfo).toMatchObject({
    error: '127.0.0.1:1 refused the connection; check host and port, and whether it is running',
  });
  await remove(id);
});

it('connects over WebSocket', async () => {
  const port = Number(new URL(server.http).port);
  const { id } = await post({
    name: 'WebSocket',
    integrationType: 'mqtt',
    mqttConfig: { ...toItself(), protocol: 'ws', port },
  });
  await untilStatus(id, { connected: true });
  await patch(id, { mqttConfig: { ...toItself(), protocol: 'ws', port, host: '127.0.0.1/nothing' } });
  await untilStatus(id, {
    disconnectInfo: { error: `127.0.0.1:${port} answered 404 instead of a WebSocket; check host, path and port` },
  });
  await remove(id);
});

it('says so at once when an integration is disabled or deleted while somebody waits for it to publish', async () => {
  const publishing = async (name: string) => {
    const { id } = await post({ name, integrationType: 'mqtt', mqttConfig: { ...toItself(), port: 1 } });
    const published = publish(id, { topic: 'news', payload: 'x' });
    await untilStatus(id, { waiting: { messages: 1 } });
    return { id, published };
  };
  const disabled = await publishing('To be disabled');
  await patch(disabled.id, { enabled: false });
  // Without a connection it would be 503, after five seconds.
  expect(await disabled.published).toMatchObject({ status: 409, body: { message: 'The integration is disabled' } });
  const deleted = await publishing('To be deleted');
  await remove(deleted.id);
  expect((await deleted.published).status).toBe(404);
});

inSlowSuite('starts and stops brokers, and waits for what is tried again', () => {
  it('keeps what is published while the broker is away, or says that it failed, as the outbox says', async () => {
    const away = { protocol: 'mqtt', host: '127.0.0.1', port: 1 };
    const keep = { mode: 'keep', maxMessages: 2 };
    const { id } = await post({ name: 'Away', integrationType: 'mqtt', mqttConfig: away, outbox: keep });
    expect(await publish(id, { topic: 'late/1', payload: 'one', qos: 1 })).toEqual({
      status: 200,
      body: { success: true, state: 'queued' },
    });
    await publish(id, { topic: 'late/2', payload: 'two', qos: 1 });
    expect(await publish(id, { topic: 'late/3', payload: 'three' })).toMatchObject({
      status: 429,
      body: { message: expect.stringContaining('outbox is full') },
    });
    expect((await get(id)).status).toMatchObject({ waiting: { messages: 2, bytes: 18 } });
    await device.subscribeAsync('late/#');
    const received = nextMessages(device, 2);
    await patch(id, { mqttConfig: toItself() });
    expect(await received).toEqual(['late/1 one', 'late/2 two']);
    await untilStatus(id, { waiting: { messages: 0, bytes: 0 } });

    await patch(id, { mqttConfig: away, outbox: {} });
    expect(await publish(id, { topic: 'late/4', payload: 'four' })).toMatchObject({
      status: 503,
      body: { message: 'The integration is not connected; its status says why' },
    });
    expect((await get(id)).status).toMatchObject({ waiting: { messages: 0, bytes: 0 }, counts: { discarded: 1 } });
    await remove(id);
  });
});

it('records changes without secrets, and what it says does not tell whose an integration is', async () => {
  const { id: orgId } = await client.orgs.post({ organization: { name: 'Records' } });
  const application = await client.applications.post({ application: { name: 'Recorded', orgId } });
  const made = await client.integrations.post({
    applicationId: application.id,
    integration: {
      name: 'Recorded',
      integrationType: 'mqtt',
      enabled: false,
      mqttConfig: { ...elsewhere, username: 'me', password: 'Zeppelin' },
    },
  });
  const { items } = await client.auditLogs.get({ orgId });
  const entry = items.find((each: { secondaryTargetType?: string }) => each.secondaryTargetType === 'Integration');
  expect(entry).toMatchObject({ secondaryTargetId: made.id, secondaryTargetName: 'Recorded' });
  expect(JSON.stringify(await client.auditLog.get({ orgId, auditLogId: entry.id }))).not.toContain('Zeppelin');
  // In another application it is not there.
  expect(await failureOf(get(made.id))).toMatchObject({ statusCode: 404 });
  expect(await publish(made.id, { topic: 'a', payload: 'b' })).toMatchObject({ status: 404 });
});
