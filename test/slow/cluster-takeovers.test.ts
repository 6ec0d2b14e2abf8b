// Clients that connect to any node again and again without ending the connection before: the node that has it ends it within
// a second, the session goes along, and what is sent to it meanwhile arrives. `npm test` has the rules of it on one server
// (test/acceptance/mqtt-sessions.test.ts).
import { setTimeout as sleep } from 'node:timers/promises';
import mqtt, { type MqttClient } from 'mqtt';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Client, logIn } from '../support/api.ts';
import { startTestCluster, type TestCluster } from '../support/cluster.ts';
import { connectDevice, type DeviceFixture, makeDevice } from '../support/fixtures.ts';
import { inParallel } from '../support/in-parallel.ts';
import { rounds } from '../support/rounds.ts';

const seconds = rounds(10, 60);
const clients = rounds(40, 100);
/** Ms between two connections of a client, on average. */
const pauseMs = 500;
/** Ms that two connections of one client may live side by side. */
const maxOverlapMs = 1_000;
const patience = { timeout: 60_000, interval: 100 };

let cluster: TestCluster;
let client: Client;

beforeAll(async () => {
  cluster = await startTestCluster();
  ({ client } = await logIn(cluster.balancer));
}, 240_000);
afterAll(() => cluster.end());

/** One client id, with the connections that it has had. */
class Wanderer {
  readonly device: DeviceFixture;
  readonly live = new Set<MqttClient>();
  readonly received = new Set<string>();
  /** What was said to come for the first time. What a former connection still had on its way may come after the second. */
  readonly #firsts = new Set<string>();
  readonly doubled: string[] = [];
  /** Ms for which a connection went on living beside its successor. */
  readonly overlaps: number[] = [];
  /** Ms from CONNECT to CONNACK. */
  readonly waits: number[] = [];
  takeovers = 0;
  lostSessions = 0;
  failedConnects = 0;

  constructor(device: DeviceFixture) {
    this.device = device;
  }

  get name(): string {
    return `to/${this.device.deviceId}`;
  }

  /** Connects to the node, beside the connection that there is. */
  async connect(url: string): Promise<void> {
    const { deviceId, key, secret } = this.device;
    const begun = performance.now();
    const next = mqtt.connect(url, {
      clientId: deviceId,
      username: key,
      password: secret,
      clean: false,
      reconnectPeriod: 0,
      connectTimeout: 30_000,
    });
    next.on('error', () => undefined);
    next.on('message', (_topic, payload, { dup }) => {
      const text = payload.toString();
      if (!dup && this.#firsts.has(text)) this.doubled.push(text);
      if (!dup) this.#firsts.add(text);
      this.received.add(text);
    });
    const connack = await new Promise<{ sessionPresent: boolean } | undefined>((resolve) => {
      next.once('connect', resolve);
      next.once('close', () => resolve(undefined));
    });
    if (!connack) {
      this.failedConnects += 1;
      return;
    }
    if (this.takeovers > 0 && !connack.sessionPresent) this.lostSessions += 1;
    this.takeovers += 1;
    const connectedAt = performance.now();
    this.waits.push(connectedAt - begun);
    if (this.takeovers > 1 && this.live.size === 0) this.overlaps.push(0);
    for (const former of this.live) {
      former.once('close', () => this.overlaps.push(performance.now() - connectedAt));
    }
    this.live.add(next);
    next.once('close', () => this.live.delete(next));
    if (this.takeovers === 1) await next.subscribeAsync(this.name, { qos: 1 });
  }

  end(): void {
    for (const each of this.live) each.end(true);
  }
}

it('ends the former connection within a second, and keeps the session', { timeout: 600_000 }, async () => {
  const first = await makeDevice(client);
  const wanderers = [new Wanderer(first)];
  await inParallel(Array.from({ length: clients - 1 }), 20, async () => {
    const device = await client.devices.post({ applicationId: first.applicationId, device: { name: 'Wanderer' } });
    wanderers.push(new Wanderer({ ...first, deviceId: device.deviceId }));
  });
  const anyNode = () => (cluster.nodes[Math.floor(Math.random() * cluster.nodes.length)] ?? cluster.balancer).mqtt;
  await inParallel(wanderers, 20, (wanderer) => wanderer.connect(anyNode()));

  const until = performance.now() + seconds * 1000;
  const isOver = () => performance.now() > until;
  const sender = await makeDevice(client, { applicationId: first.applicationId });
  const publisher = await connectDevice(cluster.balancer, sender);
  const sent = new Map(wanderers.map((wanderer) => [wanderer, [] as string[]]));
  const publishing = (async () => {
    for (let number = 0; !isOver(); number += 1) {
      await inParallel(wanderers, clients, async (wanderer) => {
        const text = `${wanderer.device.deviceId} ${number}`;
        await publisher.publishAsync(wanderer.name, text, { qos: 1 });
        sent.get(wanderer)?.push(text);
      });
      await sleep(200);
    }
  })();
  await Promise.all([
    publishing,
    ...wanderers.map(async (wanderer) => {
      while (!isOver()) {
        await sleep(pauseMs * (0.5 + Math.random()));
        await wanderer.connect(anyNode());
      }
    }),
  ]);
  // A server that could not renew its lease, on a machine that stands still, has ended its connections.
  await inParallel(wanderers, 20, async (wanderer) => {
    if (wanderer.live.size === 0) await wanderer.connect(anyNode());
  });
  const tooMany = () => wanderers.filter(({ live }) => live.size !== 1).map(({ live }) => live.size);
  await expect.poll(tooMany, patience).toEqual([]);
  const missing = () =>
    wanderers.flatMap((wanderer) => (sent.get(wanderer) ?? []).filter((each) => !wanderer.received.has(each)));
  await expect.poll(missing, patience).toEqual([]);

  const overlaps = wanderers.flatMap((wanderer) => wanderer.overlaps).sort((a, b) => a - b);
  const waits = wanderers.flatMap((wanderer) => wanderer.waits).sort((a, b) => a - b);
  const sum = (of: (wanderer: Wanderer) => number) => wanderers.reduce((total, each) => total + of(each), 0);
  const at = (share: number) => Math.round(overlaps[Math.floor((overlaps.length - 1) * share)] ?? 0);
  const figures = {
    seconds,
    clients,
    takeovers: sum(({ takeovers }) => takeovers) - clients,
    overlapMsMedian: at(0.5),
    overlapMsP99: at(0.99),
    overlapMsMost: at(1),
    connectMsMedian: Math.round(waits[Math.floor(waits.length / 2)] ?? 0),
    connectMsMost: Math.round(waits.at(-1) ?? 0),
    messages: [...sent.values()].reduce((total, { length }) => total + length, 0),
    failedConnects: sum(({ failedConnects }) => failedConnects),
    lostSessions: sum(({ lostSessions }) => lostSessions),
    lostLeases: cluster.nodes.reduce(
      (total, node) => total + node.log().split('lease of this server was lost').length - 1,
      0,
    ),
  };
  console.log(`takeovers: ${JSON.stringify(figures)}`);
  expect(figures.lostSessions).toBe(0);
  expect(overlaps.length).toBeGreaterThanOrEqual(figures.takeovers);
  expect(at(1)).toBeLessThanOrEqual(maxOverlapMs);
  expect(wanderers.flatMap(({ doubled }) => doubled)).toEqual([]);
  const page = await client.devices.get({ applicationId: first.applicationId, perPage: '1000' });
  const connected = page.items.filter((item: { name: string; connectionInfo: { connected: number } }) => {
    return item.connectionInfo.connected === 1;
  });
  expect(connected).toHaveLength(clients + 1);
  await publisher.endAsync();
  for (const wanderer of wanderers) wanderer.end();
});
