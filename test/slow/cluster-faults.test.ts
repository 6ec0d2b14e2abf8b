// Three nodes behind a balancer, under load, of which one is killed, or whose Redis or whose lease goes away: what was
// acknowledged is there once, every device is connected once, and streams go on or say what is missing.
import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Client, logIn } from '../support/api.ts';
import { startTestCluster, type TestCluster } from '../support/cluster.ts';
import { ClusterLoad } from '../support/cluster-load.ts';

/** How often each node is killed. */
const killRounds = 1;
const devices = 8;
/** Of the slowest machine; what is awaited is an event each time. */
const patience = { timeout: 240_000, interval: 100 };

let cluster: TestCluster;
let client: Client;
let token: string;
let load: ClusterLoad;

beforeEach(async () => {
  cluster = await startTestCluster();
  ({ client, token } = await logIn(cluster.balancer));
  load = await ClusterLoad.start({ server: cluster.balancer, client, token, devices });
  await progress();
});
afterEach(async () => {
  await load.end();
  await cluster.end();
});

/** Waits until every device has had more acknowledged, and more messages have arrived than before. */
async function progress(): Promise<void> {
  const before = load.counts;
  await expect.poll(() => load.hasGoneOn(before), patience).toBe(true);
}

/** Ends the load and looks at what has come of it. */
async function settle(name: string): Promise<void> {
  await load.finish(patience);
  const figures = await load.check();
  console.log(`${name}: ${JSON.stringify(figures)}`);
}

it('loses nothing when nodes are killed', { timeout: 1_500_000 }, async () => {
  const wills = await load.watchWills();
  for (let round = 0; round < killRounds; round += 1) {
    const mourned = await Promise.all(
      cluster.nodes.map((node) => load.connectMourned(node, randomBytes(6).toString('hex'))),
    );
    for (const index of cluster.nodes.keys()) {
      await cluster.kill(index);
      await progress();
      await cluster.start(index);
      await progress();
    }
    await expect.poll(() => mourned.map((will) => wills.get(will) ?? 0), patience).toEqual([1, 1, 1]);
  }
  await settle('kill -9');
  expect([...wills.values()].every((count) => count === 1)).toBe(true);
});

it('loses nothing when Redis is killed, flushed, and stands still', { timeout: 1_500_000 }, async () => {
  const health = async () =>
    Promise.all(
      cluster.nodes.map(
        async ({ http }) => ((await (await fetch(`${http}/health`)).json()) as { status: string }).status,
      ),
    );
  await cluster.redis.kill();
  await expect.poll(health, patience).toEqual(['degraded', 'degraded', 'degraded']);
  await progress();
  await cluster.redis.start();
  await expect.poll(health, patience).toEqual(['ok', 'ok', 'ok']);
  await progress();
  await cluster.redis.cli('flushall');
  await progress();
  cluster.redis.signal('SIGSTOP');
  await expect.poll(health, patience).toEqual(['degraded', 'degraded', 'degraded']);
  await progress();
  cluster.redis.signal('SIGCONT');
  await expect.poll(health, patience).toEqual(['ok', 'ok', 'ok']);
  await progress();
  await settle('Redis');
});

it('loses nothing when a node is told to stop, and when one stands still for longer than its lease', {
  timeout: 1_500_000,
}, async () => {
  expect(await cluster.stop(0)).toBe(0);
  await progress();
  await cluster.start(0);
  const still = cluster.nodes[1];
  if (!still) throw new Error('there is a second node');
  const wills = await load.watchWills();
  const will = await load.connectMourned(still, 'of the one that stands still');
  process.kill(still.pid, 'SIGSTOP');
  // Its clients have gone to the others, and the lease that it had is over: `connectMourned` was connected to it.
  await expect.poll(() => wills.get(will) ?? 0, patience).toBe(1);
  await progress();
  process.kill(still.pid, 'SIGCONT');
  await expect.poll(async () => (await fetch(`${still.http}/ready`)).status, patience).toBe(200);
  await progress();
  await settle('SIGTERM and SIGSTOP');
});
