// Three nodes behind a balancer under load, of which one is killed, told to stop or cut off, or whose PostgreSQL, Redis or lease
// goes away: what was acknowledged is there once, every device is connected once, wills are published once, and streams go on
// or say what is missing.
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { type Client, logIn } from '../support/api.ts';
import { startTestCluster, type TestCluster } from '../support/cluster.ts';
import { ClusterLoad } from '../support/cluster-load.ts';
import { type PostgresCluster, startCluster } from '../support/postgres-cluster.ts';
import { rounds } from '../support/rounds.ts';
import type { TestServer } from '../support/start-server.ts';

/** Nodes are killed one after the other, so many in all. */
const kills = rounds(3, 20);
const devices = 200;
/** Of the slowest machine; what is awaited is an event each time. */
const patience = { timeout: 240_000, interval: 100 };
const timeout = 1_500_000;

let postgres: PostgresCluster;
let cluster: TestCluster;
let client: Client;
let token: string;
let load: ClusterLoad;

beforeAll(async () => {
  postgres = await startCluster({ locale: 'C', settings: { max_connections: '200' } });
  cluster = await startTestCluster({ administration: postgres.url, hasWays: true });
  ({ client, token } = await logIn(cluster.balancer));
}, 240_000);
afterAll(async () => {
  await cluster.end();
  await postgres.end();
});
beforeEach(async () => {
  load = await ClusterLoad.start({ server: cluster.balancer, client, token, devices });
  await progress();
  for (const node of cluster.nodes) await load.mourn(node);
});
afterEach(() => load.end());

/** Waits until every device has had more acknowledged, and more messages have arrived than before. */
async function progress(): Promise<void> {
  const before = load.counts;
  await expect.poll(() => load.hasGoneOn(before), patience).toBe(true);
}

/** Ends the load and looks at what has come of it. */
async function settle(name: string): Promise<void> {
  await progress();
  await load.finish(patience);
  const figures = await load.check();
  console.log(`${name}: ${JSON.stringify(figures)}`);
}

function nodeAt(index: number): TestServer {
  const node = cluster.nodes[index];
  if (!node) throw new Error(`there is no node ${index}`);
  return node;
}

async function healthOf({ http }: TestServer): Promise<string> {
  return ((await (await fetch(`${http}/health`)).json()) as { status: string }).status;
}

const healths = () => Promise.all(cluster.nodes.map(healthOf));
const isReady = async ({ http }: TestServer) => (await fetch(`${http}/ready`)).status === 200;

it('loses nothing when nodes are killed', { timeout }, async () => {
  for (let kill = 0; kill < kills; kill += 1) {
    const index = kill % cluster.nodes.length;
    await cluster.kill(index);
    await progress();
    await cluster.start(index);
    await load.mourn(nodeAt(index));
  }
  await settle(`kill -9 of ${kills} nodes`);
  expect(load.wills).toEqual({ published: kills, living: 3 });
});

it('loses nothing when Redis is killed, flushed, and stands still', { timeout }, async () => {
  await cluster.redis.kill();
  await expect.poll(healths, patience).toEqual(['degraded', 'degraded', 'degraded']);
  await progress();
  await cluster.redis.start();
  await expect.poll(healths, patience).toEqual(['ok', 'ok', 'ok']);
  await progress();
  await cluster.redis.cli('flushall');
  await progress();
  cluster.redis.signal('SIGSTOP');
  await expect.poll(healths, patience).toEqual(['degraded', 'degraded', 'degraded']);
  await progress();
  cluster.redis.signal('SIGCONT');
  await expect.poll(healths, patience).toEqual(['ok', 'ok', 'ok']);
  await settle('Redis killed, flushed, stopped');
  expect(load.wills).toEqual({ published: 0, living: 3 });
});

it('loses nothing when a node is told to stop, and when one stands still for longer than its lease', {
  timeout,
}, async () => {
  expect(await cluster.stop(0)).toBe(0);
  await progress();
  await cluster.start(0);
  const still = nodeAt(1);
  process.kill(still.pid, 'SIGSTOP');
  // Its clients have gone to the others, and the lease that it had is over: the will of one of them has been published.
  await expect.poll(() => load.wills.published, patience).toBe(2);
  await progress();
  process.kill(still.pid, 'SIGCONT');
  await expect.poll(() => isReady(still), patience).toBe(true);
  await settle('SIGTERM and SIGSTOP');
  expect(load.wills).toEqual({ published: 2, living: 1 });
});

it('loses nothing when PostgreSQL is restarted, and when it crashes', { timeout }, async () => {
  for (const mode of ['fast', 'immediate'] as const) {
    await postgres.restart(mode);
    await progress();
    await expect.poll(() => Promise.all(cluster.nodes.map(isReady)), patience).toEqual([true, true, true]);
  }
  await settle('PostgreSQL restarted and crashed');
});

it('loses nothing when one node is cut off from Redis', { timeout }, async () => {
  const [, way] = cluster.ways;
  for (const fault of ['stall', 'cut'] as const) {
    way?.redis[fault]();
    await expect.poll(healths, patience).toEqual(['ok', 'degraded', 'ok']);
    await progress();
    way?.redis.mend();
    await expect.poll(healths, patience).toEqual(['ok', 'ok', 'ok']);
    await progress();
  }
  await settle('one node cut off from Redis');
  expect(load.wills).toEqual({ published: 0, living: 3 });
});

it('loses nothing when one node is cut off from PostgreSQL', { timeout }, async () => {
  const [, , way] = cluster.ways;
  const cutOff = nodeAt(2);
  for (const [index, fault] of (['stall', 'cut'] as const).entries()) {
    way?.postgres[fault]();
    // For longer than its lease: the others have seen to what it held.
    await expect.poll(() => load.wills.published, patience).toBe(index + 1);
    expect(await isReady(cutOff)).toBe(false);
    await progress();
    way?.postgres.mend();
    await expect.poll(() => isReady(cutOff), patience).toBe(true);
    await progress();
    if (index === 0) await load.mourn(cutOff);
  }
  await settle('one node cut off from PostgreSQL');
  expect(load.wills).toEqual({ published: 2, living: 2 });
});
