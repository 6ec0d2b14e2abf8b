import { beforeAll, expect, it } from 'vitest';
import { type Client, connect, failureOf, logIn } from '../support/api.ts';
import { EventReader } from '../support/event-reader.ts';
import { connectDevice, get, makeDevice, nextMessages } from '../support/fixtures.ts';
import { expectSchema } from '../support/schema.ts';
import { type SharedServer, sharedServer } from '../support/shared-server.ts';

let server: SharedServer;
let client: Client;
let token: string;

beforeAll(async () => {
  server = await sharedServer();
  ({ client, token } = await logIn(server));
});

const streamPath = (applicationId: string, topic: string): string =>
  `/applications/${applicationId}/mqttSubscriptionStream?topic=${encodeURIComponent(topic)}`;

it('streams messages to the official client, whoever published them', async () => {
  const fixture = await makeDevice(client);
  const { applicationId, deviceId } = fixture;
  const stream = await client.application.mqttSubscriptionStream({ applicationId, topic: '#' });
  const events: { topic: string; message: string }[] = [];
  const done = new Promise<void>((resolve) => {
    stream.on('mqttMessage', (event: { data: string }) => {
      events.push(JSON.parse(event.data));
      if (events.length === 4) resolve();
    });
  });
  const device = await connectDevice(server, fixture);
  await device.publishAsync('from/device', 'one', { qos: 1 });
  await device.publishAsync(`losant/${deviceId}/state`, '{"data":{"temperature":3}}', { qos: 1 });
  expectSchema(
    'success',
    await client.application.mqttPublishMessage({ applicationId, payload: { topic: 'from/rest', message: 'two' } }),
  );
  await client.device.sendCommand({ applicationId, deviceId, deviceCommand: { name: 'stop' } });
  await done;
  stream.close();
  for (const event of events) expectSchema('mqttPublishBody', event);
  expect(events.map(({ topic }) => topic)).toEqual([
    'from/device',
    `losant/${deviceId}/state`,
    'from/rest',
    `losant/${deviceId}/command`,
  ]);
  await device.endAsync();
});

it('delivers what is published over REST to devices, and refuses topics that are not for that', async () => {
  const fixture = await makeDevice(client);
  const { applicationId } = fixture;
  const device = await connectDevice(server, fixture);
  await device.subscribeAsync('news/#');
  const received = nextMessages(device, 1);
  const publish = (topic: string, message: unknown = 'x') =>
    client.application.mqttPublishMessage({ applicationId, payload: { topic, message } });
  await publish('news/today', 'sunny');
  expect(await received).toEqual(['news/today sunny']);
  for (const topic of ['a/+', '#', 'losant/x', '$SYS', 'é'.repeat(116), '', 'a\u0000b']) {
    expect(await failureOf(publish(topic))).toMatchObject({
      statusCode: 400,
      message: expect.stringContaining('topic'),
    });
  }
  expect(await failureOf(publish('a', 'x'.repeat(32_768)))).toMatchObject({ statusCode: 400 });
  expect(await failureOf(publish('a', 5))).toMatchObject({ statusCode: 400, message: 'message must be string' });
  await device.endAsync();
});

it('keeps an idle stream alive, numbers events, and replays what a returning reader has missed', async () => {
  const { applicationId } = await makeDevice(client);
  const publish = (message: string) =>
    client.application.mqttPublishMessage({ applicationId, payload: { topic: 'a', message } });
  const url = `${server.http}${streamPath(applicationId, 'a')}&keepAliveInterval=1&token=${token}`;
  const reader = await EventReader.open(url);
  for (let index = 0; index < 2; index += 1) expect(await reader.next('comment')).toBeDefined();
  await publish('1');
  const first = await reader.next('mqttMessage');
  expect(first).toMatchObject({ data: { topic: 'a', message: '1' }, id: expect.stringMatching(/^[0-9a-f]+-\d+$/) });
  reader.close();
  await publish('2');
  await publish('3');
  const again = await EventReader.open(url, { 'Last-Event-ID': first?.id ?? '' });
  expect((await again.next('mqttMessage'))?.data).toEqual({ topic: 'a', message: '2' });
  expect((await again.next('mqttMessage'))?.data).toEqual({ topic: 'a', message: '3' });
  again.close();
  const stranger = await EventReader.open(url, { 'Last-Event-ID': 'ffffffffffff-7' });
  expect(await stranger.next('gap')).toMatchObject({ data: { reason: expect.any(String) } });
  stranger.close();
  expect(server.log()).not.toContain(token);
});

it('sends payloads that are not text as base64', async () => {
  const fixture = await makeDevice(client);
  const reader = await EventReader.open(`${server.http}${streamPath(fixture.applicationId, 'raw')}`, {
    Authorization: `Bearer ${token}`,
  });
  const device = await connectDevice(server, fixture);
  await device.publishAsync('raw', Buffer.from([0xff, 0x00, 0x80]), { qos: 1 });
  expect((await reader.next('mqttMessage'))?.data).toEqual({ topic: 'raw', message: '/wCA', encoding: 'base64' });
  reader.close();
  await device.endAsync();
});

it('responds with plain JSON errors before a stream starts', async () => {
  const { applicationId } = await makeDevice(client);
  const { token: narrow } = await client.applicationApiTokens.post({
    applicationId,
    apiToken: { name: 'n', scope: ['application.get'] },
  });
  const path = streamPath(applicationId, 'a');
  const cases: [string, string | undefined, number, string][] = [
    [path, undefined, 401, 'InvalidToken'],
    [path, narrow, 403, 'Forbidden'],
    [streamPath('0123456789abcdef01234567', 'a'), token, 404, 'NotFound'],
    [streamPath(applicationId, 'a/#/b'), token, 400, 'Validation'],
    [`/applications/${applicationId}/mqttSubscriptionStream`, token, 400, 'Validation'],
    [`${path}&keepAliveInterval=0`, token, 400, 'Validation'],
  ];
  for (const [target, bearer, status, type] of cases) {
    const response = await get(server, target, bearer);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ type });
  }
});

it('ends a stream when its token is revoked or its application deleted', async () => {
  const { applicationId } = await makeDevice(client);
  const made = await client.applicationApiTokens.post({ applicationId, apiToken: { name: 'watcher' } });
  const url = `${server.http}${streamPath(applicationId, 'a')}`;
  const byToken = await EventReader.open(url, { Authorization: `Bearer ${made.token}` });
  const byUser = await EventReader.open(url, { Authorization: `Bearer ${token}` });
  await client.applicationApiToken.delete({ applicationId, apiTokenId: made.id });
  expect(await byToken.next('mqttMessage')).toBeUndefined();
  await client.application.delete({ applicationId });
  expect(await byUser.next('mqttMessage')).toBeUndefined();
});

it('counts every payload once, by type and source, and breaks the same numbers down', async () => {
  const first = await makeDevice(client);
  const { applicationId, deviceId } = first;
  const second = await client.devices.post({ applicationId, device: { name: 'Listener' } });
  const sender = await connectDevice(server, first);
  const listener = await connectDevice(server, { ...first, deviceId: second.id });
  await listener.subscribeAsync('a/#', { qos: 1 });
  const received = nextMessages(listener, 3);
  for (let index = 0; index < 5; index += 1) {
    await sender.publishAsync(`losant/${deviceId}/state`, `{"data":{"temperature":${index}}}`, { qos: 1 });
  }
  for (let index = 0; index < 2; index += 1) await sender.publishAsync(`a/${index}`, 'x', { qos: 1 });
  await sender.publishAsync('b', 'nobody listens', { qos: 1 });
  await client.application.mqttPublishMessage({ applicationId, payload: { topic: 'a/rest', message: 'x' } });
  await received;
  await client.device.sendState({
    applicationId,
    deviceId,
    deviceState: [{ data: { temperature: 1 } }, { data: { running: true } }, { data: {} }],
  });
  const program = await client.applicationApiTokens.post({ applicationId, apiToken: { name: 'p' } });
  await connect(server, program.token).device.sendCommand({ applicationId, deviceId, deviceCommand: { name: 'go' } });
  await Promise.all([sender.endAsync(), listener.endAsync()]);

  const expected = {
    deviceState: { 'device.mqtt': 5, 'user.rest': 2 },
    deviceCommand: { 'apiToken.rest': 1 },
    deviceConnect: { 'device.mqtt': 2 },
    deviceDisconnect: { 'device.mqtt': 2 },
    mqttIn: { 'device.mqtt': 3, 'user.rest': 1 },
    mqttOut: { 'device.mqtt': 3 },
  };
  await expect.poll(() => client.application.payloadCounts({ applicationId })).toEqual(expected);
  expectSchema('payloadCounts', await client.application.payloadCounts({ applicationId }));

  type Counts = Record<string, Record<string, number>>;
  const ask = async (query: string) =>
    (await get(server, `/applications/${applicationId}/payloadCounts?${query}`, token)).json();
  const add = (all: Counts[]): Counts => {
    const total: Counts = {};
    for (const counts of all) {
      for (const [type, sources] of Object.entries(counts)) {
        for (const [source, count] of Object.entries(sources)) {
          total[type] = { ...total[type], [source]: (total[type]?.[source] ?? 0) + count };
        }
      }
    }
    return total;
  };
  const byDevice = (await ask('groupBy=device')) as { devices: Record<string, Counts>; noDevice: Counts };
  expect(byDevice.devices[deviceId]?.deviceState).toEqual({ 'device.mqtt': 5, 'user.rest': 2 });
  expect(byDevice.noDevice).toEqual({ mqttIn: { 'user.rest': 1 } });
  expect(add([...Object.values(byDevice.devices), byDevice.noDevice])).toEqual(expected);
  const byHour = (await ask('resolution=3600000')) as { buckets: { counts: Counts }[] };
  expect(add(byHour.buckets.map(({ counts }) => counts))).toEqual(expected);
  expect(await ask('start=-7200000&end=-7000000')).toEqual({});
  expect((await get(server, `/applications/${applicationId}/payloadCounts?start=5&end=4`, token)).status).toBe(400);
});
