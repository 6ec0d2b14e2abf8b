// Persistent sessions where two servers share a database: whoever the client comes to has its session and what it is owed, and
// what the other one says of it afterwards changes nothing.
import type { MqttClient } from 'mqtt';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { SessionStore } from '../../src/platform/broker/session-store.ts';
import { SharedSessions } from '../../src/platform/broker/shared-sessions.ts';
import { openServerDatabase } from '../../src/platform/database/server.ts';
import { startTestApp, type TestApp } from '../integration/app.ts';
import { type Client, logIn } from '../support/api.ts';
import { closedBy, type DeviceFixture, makeDevice } from '../support/fixtures.ts';
import { connectOnce } from '../support/mqtt-connection.ts';
import { makeDatabase } from '../support/server-database.ts';

/** What a busy machine needs, and a look that comes every five seconds. */
const patience = { timeout: 60_000, interval: 100 };

let database: Awaited<ReturnType<typeof makeDatabase>>;
const nodes: TestApp[] = [];
let root: Client;
const clients: MqttClient[] = [];

beforeAll(async () => {
  database = await makeDatabase();
  for (let node = 0; node < 2; node += 1)
    nodes.push(await startTestApp({ env: { DATABASE_URL: database.url }, sharedDatabase: true }));
  ({ client: root } = await logIn({ http: nodes[0]?.http ?? '' }));
}, 240_000);
afterEach(() => {
  for (const client of clients.splice(0)) client.end(true);
});
afterAll(async () => {
  await Promise.all(nodes.map((node) => node.end()));
  await database.drop();
}, 120_000);

/** Connects to the first or second server; `heard` has what it is sent, from the first byte on. */
const connect = (
  node: 0 | 1,
  device: DeviceFixture,
  { clean = false, heard }: { clean?: boolean; heard?: string[] } = {},
) => connectOnce(nodes[node]?.app.mqttUrl ?? '', device, { clean, heard, clients });

async function makePair() {
  const one = await makeDevice(root);
  return [one, await makeDevice(root, { applicationId: one.applicationId })] as const;
}

const numbers = (from: string, count: number) => Array.from({ length: count }, (_, index) => `${from} ${index}`);
/** Each of them once, as it came first: QoS 1 allows that one comes again. */
const firsts = (heard: readonly string[], from: string) => [
  ...new Set(heard.filter((message) => message.startsWith(`${from} `))),
];

it('moves a session to the server that its client connects to, and ends the connection to the other one', {
  timeout: 240_000,
}, async () => {
  const [device, other] = await makePair();
  const before = await connect(0, device);
  expect(before.isPresent).toBe(false);
  await before.client.subscribeAsync('news/#', { qos: 1 });
  const closed = closedBy(before.client);
  const heard: string[] = [];
  const after = await connect(1, device, { heard });
  expect(after.isPresent).toBe(true);
  await closed;
  const publisher = await connect(0, other, { clean: true });
  for (const message of numbers('far', 20)) {
    const [topic, payload] = message.split(' ') as [string, string];
    await publisher.client.publishAsync(`news/${topic}`, payload, { qos: 1 });
  }
  await expect.poll(() => heard, patience).toEqual(numbers('news/far', 20));
  const info = async () => (await root.device.get(device)).connectionInfo.connected;
  await expect.poll(info, patience).toBeTruthy();
  // And the filters that it has taken on there are known on both.
  await after.client.unsubscribeAsync('news/#');
  await after.client.subscribeAsync('other', { qos: 1 });
  await after.client.endAsync();
  const back = await connect(0, device, { heard });
  expect(back.isPresent).toBe(true);
  await publisher.client.publishAsync('news/far', 'unwanted', { qos: 1 });
  await publisher.client.publishAsync('other', 'last', { qos: 1 });
  await expect.poll(() => heard.at(-1), patience).toBe('other last');
  expect(heard).toHaveLength(21);
});

it('keeps what comes from either server while the client is away, in the order of each publisher', {
  timeout: 240_000,
}, async () => {
  const [device, near] = await makePair();
  const far = await makeDevice(root, { applicationId: device.applicationId });
  const before = await connect(0, device);
  await before.client.subscribeAsync('#', { qos: 1 });
  await before.client.endAsync();
  const publishers = [await connect(0, near, { clean: true }), await connect(1, far, { clean: true })] as const;
  await Promise.all(
    publishers.flatMap(({ client }, index) =>
      numbers(`from-${index}`, 100).map((message) => {
        const [topic, payload] = message.split(' ') as [string, string];
        return client.publishAsync(topic, payload, { qos: 1 });
      }),
    ),
  );
  const heard: string[] = [];
  await connect(1, device, { heard });
  await expect.poll(() => heard.length, patience).toBe(200);
  expect(firsts(heard, 'from-0')).toEqual(numbers('from-0', 100));
  expect(firsts(heard, 'from-1')).toEqual(numbers('from-1', 100));
});

it('ends a session when its client asks another server for a clean one', { timeout: 240_000 }, async () => {
  const [device, other] = await makePair();
  const before = await connect(0, device);
  await before.client.subscribeAsync('news', { qos: 1 });
  const closed = closedBy(before.client);
  const clean = await connect(1, device, { clean: true });
  await closed;
  expect(clean.isPresent).toBe(false);
  await clean.client.endAsync();
  const publisher = await connect(0, other, { clean: true });
  await publisher.client.publishAsync('news', 'nobody', { qos: 1 });
  expect((await connect(0, device)).isPresent).toBe(false);
  const sql = 'select count(*)::int as count from mqtt_inbox';
  expect(await nodes[0]?.app.platform.database.query({ sql })).toEqual([{ count: 0 }]);
});

it('loses nothing that was acknowledged while clients go from server to server', { timeout: 360_000 }, async () => {
  const [device, other] = await makePair();
  const heard: string[] = [];
  let current = await connect(0, device, { heard });
  await current.client.subscribeAsync('steady', { qos: 1 });
  const publisher = await connect(1, other, { clean: true });
  let sent = 0;
  let isMoving = true;
  const publishing = (async () => {
    while (isMoving) {
      await publisher.client.publishAsync('steady', String(sent), { qos: 1 });
      sent += 1;
    }
  })();
  for (const node of [1, 0, 0, 1, 0, 1, 1, 0, 1, 0] as const) {
    const closed = closedBy(current.client);
    const next = await connect(node, device, { heard });
    expect(next.isPresent).toBe(true);
    await closed;
    current = next;
  }
  isMoving = false;
  await publishing;
  await expect.poll(() => firsts(heard, 'steady').length, patience).toBe(sent);
  expect(firsts(heard, 'steady')).toEqual(numbers('steady', sent));
  const sql = 'select count(*)::int as count from mqtt_inbox';
  await expect.poll(() => nodes[0]?.app.platform.database.query({ sql }), patience).toEqual([{ count: 0 }]);
});

it('lets clients in that a server had begun to take when it came to stand still', { timeout: 120_000 }, async () => {
  const [device, other] = await makePair();
  const { node } = (nodes[1] as TestApp).app.platform;
  if (!node) throw new Error('a server that shares its database is a node');
  const db = await openServerDatabase({ url: database.url, shared: true });
  // As `kill -STOP` leaves it, or a cable that was pulled: in the middle of a transaction, and nothing more is heard.
  const still = await db.acquire();
  await still.execute({ sql: 'begin' });
  await still.execute(node.guard(node.id));
  await still.execute({
    sql: 'insert into mqtt_client (client_id, connected_node, generation) values ($1, $2, 1)',
    parameters: [device.deviceId, node.id],
  });
  const begun = performance.now();
  // Others that come at the same time are claimed in the same transaction.
  await Promise.all([connect(0, device), connect(0, other)]);
  const waited = performance.now() - begun;
  expect(waited).toBeGreaterThan(5_000);
  expect(waited).toBeLessThan(25_000);
  // Who waits for the locks of another keeps its own lease.
  expect((nodes[0] as TestApp).app.platform.node?.isHeld).toBe(true);
  still.release({ discard: true });
  await db.close();
});

it('lets a server write nothing of a session that another one has', { timeout: 120_000 }, async () => {
  const { applicationId, deviceId: clientId } = await makeDevice(root);
  const { database: db, node, bus } = (nodes[0] as TestApp).app.platform;
  if (!node) throw new Error('a server that shares its database is a node');
  const lost: string[] = [];
  const stores = [0, 1].map((index) => {
    const shared = new SharedSessions({ database: db, node, bus });
    const store = new SessionStore({ database: db, node, shared });
    const nothing = () => undefined;
    const listener = { lost: () => lost.push(`${index}`), posted: nothing, full: nothing, notRetained: nothing };
    shared.listen(listener);
    const apply = (changes: Parameters<SessionStore['apply']>[0]) =>
      new Promise<unknown>((resolve) => store.apply(changes, (error) => resolve(error ? 'refused' : 'stored')));
    const take = async () => {
      const generation = await shared.claim(applicationId, clientId);
      shared.hold({ kind: 'held', applicationId, clientId, sessionId: 'session', generation });
    };
    return { shared, store, apply, take };
  });
  const [first, second] = stores as [(typeof stores)[0], (typeof stores)[0]];
  const sessionId = 'session';
  const delivery = (sequence: number) =>
    ({
      kind: 'enqueue',
      sessionId,
      sequence,
      packetId: sequence,
      topic: 'news',
      payload: Buffer.from(`${sequence}`),
      qos: 1,
      retain: false,
      sent: true,
    }) as const;
  await first.take();
  expect(
    await first.apply([
      { kind: 'create', sessionId, applicationId, clientId },
      { kind: 'subscribe', sessionId, filter: 'news', qos: 1 },
      delivery(1),
    ]),
  ).toBe('stored');
  await second.take();
  expect(await first.apply([{ kind: 'subscribe', sessionId, filter: 'more', qos: 1 }])).toBe('refused');
  expect(await first.apply([{ kind: 'dequeue', sessionId, sequence: 1 }])).toBe('refused');
  expect(await first.apply([{ kind: 'end', sessionId }])).toBe('refused');
  expect(lost).toEqual([]);
  // A message is no failure of its publisher's: it is for whoever has the session.
  expect(await first.apply([delivery(2)])).toBe('stored');
  expect(lost).toEqual(['0']);
  const stored = await second.store.loadSession(clientId, { isComplete: true });
  expect(stored?.subscriptions).toEqual([{ filter: 'news', qos: 1 }]);
  expect(stored?.deliveries.map(({ sequence }) => sequence)).toEqual([1]);
  expect(await second.shared.findWaiting()).toMatchObject([{ sessionId }]);
  const [message] = await second.shared.loadInbox(sessionId);
  expect(message).toMatchObject({ topic: 'news', payload: Buffer.from('2'), qos: 1 });
  expect(await second.apply([{ kind: 'take', sessionId, number: message?.number ?? 0 }, delivery(2)])).toBe('stored');
  expect(await second.shared.loadInbox(sessionId)).toEqual([]);
  expect(await second.shared.findLost(new Map([[clientId, 1]]))).toEqual([clientId]);
  expect(await second.shared.findLost(new Map([[clientId, 2]]))).toEqual([]);
});

it('keeps no more for a session that is away than it has room for, and says what it does not keep', {
  timeout: 120_000,
}, async () => {
  const { applicationId, deviceId: clientId } = await makeDevice(root);
  const { database: db, node, bus } = (nodes[0] as TestApp).app.platform;
  if (!node) throw new Error('a server that shares its database is a node');
  const shared = new SharedSessions({ database: db, node, bus });
  const store = new SessionStore({ database: db, node, shared });
  const full: string[] = [];
  const listener = {
    lost: () => undefined,
    posted: () => undefined,
    full: ({ topic }: { topic: string }) => full.push(topic),
    notRetained: (_application: string, topic: string) => full.push(`retained ${topic}`),
  };
  shared.listen(listener);
  const sessionId = 'bounded';
  const generation = await shared.claim(applicationId, clientId);
  shared.hold({ kind: 'held', applicationId, clientId, sessionId, generation });
  const apply = (changes: Parameters<SessionStore['apply']>[0]) =>
    new Promise<void>((resolve, reject) => store.apply(changes, (error) => (error ? reject(error) : resolve())));
  await apply([{ kind: 'create', sessionId, applicationId, clientId }]);
  const post = (topic: string, bytes: number) =>
    ({ kind: 'post', applicationId, clientId, sessionId, topic, payload: Buffer.alloc(bytes), qos: 1 }) as const;
  await apply(Array.from({ length: 990 }, (_, index) => post(`t${index}`, 1)));
  await apply(Array.from({ length: 20 }, (_, index) => post(`u${index}`, 1)));
  expect(full).toEqual(Array.from({ length: 10 }, (_, index) => `u${index + 10}`));
  await db.query({ sql: 'delete from mqtt_inbox where session_id = $1', parameters: [sessionId] });
  full.length = 0;
  const MiB = 1024 * 1024;
  await apply([post('large', 3 * MiB), post('too-large', 2 * MiB), post('small', 1)]);
  expect(full).toEqual(['too-large', 'small']);
  full.length = 0;
  const retain = (topic: string, bytes: number) =>
    ({ kind: 'retain', applicationId, topic, message: { payload: Buffer.alloc(bytes), qos: 1 } }) as const;
  for (let index = 0; index < 3; index += 1) await apply([retain(`r${index}`, 10 * MiB)]);
  expect(full).toEqual([]);
  await apply([retain('r3', 3 * MiB)]);
  await apply([retain('r0', 1), retain('r3', 3 * MiB)]);
  expect(full).toEqual(['retained r3']);
});

it('gives retained messages of either server to who subscribes at the other', { timeout: 120_000 }, async () => {
  const [device, other] = await makePair();
  const [publisher, heard] = [await connect(0, other, { clean: true }), [] as string[]];
  const retain = { qos: 1, retain: true } as const;
  await publisher.client.publishAsync('rooms/1/heat', 'first', retain);
  await publisher.client.publishAsync('rooms/1/heat', 'on', retain);
  await publisher.client.publishAsync('rooms/2/heat', 'off', retain);
  await publisher.client.publishAsync('rooms/3/heat', 'gone', retain);
  await publisher.client.publishAsync('rooms/3/heat', '', retain);
  await publisher.client.publishAsync('elsewhere', 'no', retain);
  const subscriber = await connect(1, device, { clean: true, heard });
  await subscriber.client.subscribeAsync('rooms/+/heat', { qos: 1 });
  await expect.poll(() => heard.toSorted()).toEqual(['rooms/1/heat on', 'rooms/2/heat off']);
  await subscriber.client.subscribeAsync('elsewhere', { qos: 1 });
  await expect.poll(() => heard.at(-1)).toBe('elsewhere no');
  expect(heard).toHaveLength(3);
});
