// Messages between clients of two servers that share a database and a Redis: live ones, those that are owed, and what becomes of
// both when Redis is killed or forgets everything.
import type { IClientPublishOptions, MqttClient } from 'mqtt';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../integration/app.ts';
import { type Client, logIn } from '../support/api.ts';
import { closedBy, type DeviceFixture, makeDevice } from '../support/fixtures.ts';
import { makeFlowWorld, node, trigger } from '../support/flow-world.ts';
import { connectOnce } from '../support/mqtt-connection.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';
import { makeDatabase } from '../support/server-database.ts';

/** What a busy machine needs, and a look that comes every five seconds. */
const patience = { timeout: 60_000, interval: 100 };

let database: Awaited<ReturnType<typeof makeDatabase>>;
let redis: TestRedis;
const nodes: TestApp[] = [];
/** Callers of the API of the first and of the second server. */
const callers: Client[] = [];
const clients: MqttClient[] = [];

beforeAll(async () => {
  [database, redis] = await Promise.all([makeDatabase(), startRedis()]);
  for (let count = 0; count < 2; count += 1) {
    const app = await startTestApp({ sharedDatabase: true, env: { DATABASE_URL: database.url, REDIS_URL: redis.url } });
    nodes.push(app);
    callers.push((await logIn(app)).client);
  }
}, 240_000);
afterEach(() => {
  for (const client of clients.splice(0)) client.end(true);
});
afterAll(async () => {
  await Promise.all(nodes.map((node) => node.end()));
  await Promise.all([database?.drop(), redis?.end()]);
}, 120_000);

const connect = (
  node: 0 | 1,
  device: DeviceFixture,
  { clean = true, heard }: { clean?: boolean; heard?: string[] } = {},
) => connectOnce(nodes[node]?.app.mqttUrl ?? '', device, { clean, heard, clients });

const root = () => callers[0] as Client;

/** Devices of one application. */
async function makeDevices(count: number): Promise<DeviceFixture[]> {
  const devices = [await makeDevice(root())];
  const applicationId = devices[0]?.applicationId as string;
  while (devices.length < count) devices.push(await makeDevice(root(), { applicationId }));
  return devices;
}

/** A publisher at the first server and a subscriber at the second. */
async function connectPair(filter: string, qos: 0 | 1 | 2, { clean = true } = {}) {
  const [near, far] = (await makeDevices(2)) as [DeviceFixture, DeviceFixture];
  const publisher = await connect(0, near);
  const subscriber = await connect(1, far, { clean });
  await subscriber.client.subscribeAsync(filter, { qos });
  return { near, far, publisher, subscriber };
}

const numbers = (count: number) => Array.from({ length: count }, (_, index) => String(index));

async function publishAll(client: MqttClient, topic: string, payloads: readonly string[], qos: 0 | 1 | 2) {
  const options: IClientPublishOptions = { qos };
  await Promise.all(payloads.map((payload) => client.publishAsync(topic, payload, options)));
}

/** Publishes at QoS 0 until one of the messages is heard: what is on its way while Redis is away is lost. */
async function untilLive(publisher: MqttClient, topic: string, heard: readonly string[]) {
  await expect
    .poll(async () => {
      await publisher.publishAsync(topic, 'live again');
      return heard.includes(`${topic} live again`);
    }, patience)
    .toBe(true);
}

it.each([
  [0, 0],
  [1, 0],
  [0, 1],
  [1, 1],
  [2, 2],
] as const)(
  'takes messages of QoS %i to a clean session that has subscribed at QoS %i, at once and in order',
  {
    timeout: 120_000,
  },
  async (sent, granted) => {
    const { publisher, subscriber } = await connectPair('rooms/+/heat', granted);
    await publishAll(publisher.client, 'rooms/1/heat', numbers(1_000), sent);
    await expect.poll(() => subscriber.heard.length, patience).toBe(1_000);
    expect(subscriber.heard).toEqual(numbers(1_000).map((number) => `rooms/1/heat ${number}`));
  },
);

it('takes messages of QoS 0 to a persistent session, and those of QoS 1 once', { timeout: 120_000 }, async () => {
  const { publisher, subscriber } = await connectPair('#', 1, { clean: false });
  await publisher.client.publishAsync('news', 'fleeting', { qos: 0 });
  await publisher.client.publishAsync('news', 'kept', { qos: 1 });
  await expect.poll(() => subscriber.heard.toSorted(), patience).toEqual(['news fleeting', 'news kept']);
  // Each is taken out of the inbox because the word of it has come: by the looks that come every 5 s this would take 200 s.
  for (let turn = 0; turn < 40; turn += 1) {
    await publisher.client.publishAsync('news', `turn ${turn}`, { qos: 1 });
    await expect.poll(() => subscriber.heard.at(-1), { ...patience, interval: 5 }).toBe(`news turn ${turn}`);
  }
  expect(subscriber.heard).toHaveLength(42);
});

it('takes commands by REST and messages by REST to devices of the other server, and knows who has heard them', {
  timeout: 120_000,
}, async () => {
  const [device, persistent, other, deaf] = (await makeDevices(4)) as DeviceFixture[] as [
    DeviceFixture,
    DeviceFixture,
    DeviceFixture,
    DeviceFixture,
  ];
  const { applicationId } = device;
  const clean = await connect(1, device);
  await clean.client.subscribeAsync([`losant/${device.deviceId}/command`, 'custom'], { qos: 1 });
  const kept = await connect(1, persistent, { clean: false });
  await kept.client.subscribeAsync(`losant/${persistent.deviceId}/command`, { qos: 1 });
  const bystander = await connect(1, other);
  await bystander.client.subscribeAsync('#', { qos: 1 });
  await connect(1, deaf);
  const lines: string[] = [];
  nodes[0]?.app.platform.bus.on('log', ({ message }) => lines.push(message));
  const log = await fetch(`${nodes[0]?.http}/applications/${applicationId}/logStream`, {
    headers: { authorization: `Bearer ${(await logIn(nodes[0] as TestApp)).token}`, accept: 'text/event-stream' },
  });
  try {
    for (const { deviceId } of [device, persistent, deaf]) {
      await root().device.sendCommand({ applicationId, deviceId, deviceCommand: { name: 'start', payload: 1 } });
    }
    await root().application.mqttPublishMessage({ applicationId, payload: { topic: 'custom', message: 'hello' } });
    await expect.poll(() => clean.heard.map((message) => message.slice(0, 60)), patience).toHaveLength(2);
    expect(clean.heard[0]).toContain(`losant/${device.deviceId}/command {"name":"start","payload":1`);
    expect(clean.heard[1]).toBe('custom hello');
    await expect.poll(() => kept.heard, patience).toHaveLength(1);
    // What is not the bystander's has not come, although its filter matches it.
    await expect.poll(() => bystander.heard, patience).toEqual(['custom hello']);
    const unheard = () => lines.filter((line) => line.startsWith('Nobody heard'));
    const why = 'it is connected, but has not subscribed to';
    await expect.poll(() => unheard().some((line) => line.includes(why)), patience).toBe(true);
    // The other server has a second to say who has heard it, which a machine that stands still for longer may not grant it.
    for (const { deviceId } of [device, persistent]) {
      await expect
        .poll(async () => {
          lines.length = 0;
          await root().device.sendCommand({ applicationId, deviceId, deviceCommand: { name: 'again' } });
          return unheard();
        }, patience)
        .toEqual([]);
    }
  } finally {
    await log.body?.cancel();
  }
});

it('tells nobody of what nobody has subscribed to elsewhere', { timeout: 120_000 }, async () => {
  const { publisher, subscriber } = await connectPair('wanted/+/here', 1);

  await publisher.client.publishAsync('wanted/1/here', 'first', { qos: 1 });
  await expect.poll(() => subscriber.heard, patience).toEqual(['wanted/1/here first']);
  const before = await redis.calls('publish');
  await publishAll(publisher.client, 'unwanted/1/here', numbers(100), 1);
  await publishAll(publisher.client, 'unwanted/1/here', numbers(100), 0);
  await publisher.client.publishAsync('wanted/2/here', 'last', { qos: 1 });
  await expect.poll(() => subscriber.heard.at(-1), patience).toBe('wanted/2/here last');
  // One for all that is sent in one turn.
  expect((await redis.calls('publish')) - before).toBe(1);
});

it('runs a workflow once for a message, whichever servers hear it, and what it publishes reaches both', {
  timeout: 120_000,
}, async () => {
  const world = await makeFlowWorld(nodes[0] as TestApp);
  const recorder = await world.makeRecorder('Topics', [trigger('mqttTopic', 'ask')]);
  await world.makeFlow(
    'Reply',
    [{ ...trigger('mqttTopic', 'ask'), outputIds: [['say']] }],
    [node('say', 'MqttMessageNode', { topicTemplate: 'reply', messageTemplate: 'to {{data}}' })],
  );
  const { applicationId } = world;
  const [near, far] = await Promise.all([1, 2].map(() => makeDevice(root(), { applicationId })));
  const subscribers = [await connect(0, near as DeviceFixture), await connect(1, far as DeviceFixture)];
  for (const { client } of subscribers) await client.subscribeAsync(['ask', 'reply'], { qos: 0 });
  const asker = await connect(1, world.device);
  for (const number of numbers(5)) await asker.client.publishAsync('ask', number, { qos: 1 });
  const wanted = numbers(5)
    .flatMap((number) => [`ask ${number}`, `reply to ${number}`])
    .toSorted();
  for (const { heard } of subscribers) await expect.poll(() => heard.toSorted(), patience).toEqual(wanted);
  await expect.poll(() => world.recorded(recorder), patience).toHaveLength(5);
  // All runs are over by the time a later one is.
  await asker.client.publishAsync('ask', 'last', { qos: 1 });
  await expect.poll(() => world.recorded(recorder), patience).toHaveLength(6);
});

it('moves a session between servers and goes on live', { timeout: 120_000 }, async () => {
  const { far, publisher, subscriber } = await connectPair('steady', 1, { clean: false });
  const { heard } = subscriber;
  await subscriber.client.endAsync();
  await publishAll(publisher.client, 'steady', ['away 1', 'away 2'], 1);
  // Each of them once, as it came first: one that was not acknowledged before the session moved comes again.
  const firsts = () => [...new Set(heard)];
  const back = await connect(0, far, { clean: false, heard });
  await expect.poll(firsts, patience).toEqual(['steady away 1', 'steady away 2']);
  const closed = closedBy(back.client);
  await connect(1, far, { clean: false, heard });
  await closed;
  await publisher.client.publishAsync('steady', 'fleeting', { qos: 0 });
  await publisher.client.publishAsync('steady', 'kept', { qos: 1 });
  await expect.poll(() => firsts().slice(2).toSorted(), patience).toEqual(['steady fleeting', 'steady kept']);
});

it('goes on storing and acknowledging while Redis is away, brings what is owed, and is live again afterwards', {
  timeout: 240_000,
}, async () => {
  const { near, publisher, subscriber } = await connectPair('#', 1, { clean: false });
  const clean = await connect(1, await makeDevice(root(), { applicationId: near.applicationId }));
  await clean.client.subscribeAsync('news', { qos: 0 });
  const health = async (node: number) => (await (await fetch(`${nodes[node]?.http}/health`)).json()).status;
  await redis.kill();
  await expect.poll(() => Promise.all([health(0), health(1)]), patience).toEqual(['degraded', 'degraded']);
  await publishAll(publisher.client, 'news', numbers(50), 1);
  await expect.poll(() => subscriber.heard.length, patience).toBe(50);
  expect(subscriber.heard).toEqual(numbers(50).map((number) => `news ${number}`));
  expect(clean.heard).toEqual([]);
  // Somebody who subscribes meanwhile is known afterwards.
  const late = await connect(1, await makeDevice(root(), { applicationId: near.applicationId }));
  await late.client.subscribeAsync('late', { qos: 0 });
  await redis.start();
  await untilLive(publisher.client, 'news', clean.heard);
  await untilLive(publisher.client, 'late', late.heard);
  await expect.poll(() => Promise.all([health(0), health(1)]), patience).toEqual(['ok', 'ok']);
  await redis.cli('flushall');
  await publisher.client.publishAsync('late', 'after the flush', { qos: 1 });
  await expect.poll(() => late.heard.at(-1), patience).toBe('late after the flush');
});
