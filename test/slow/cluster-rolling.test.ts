// A rolling update: each of three nodes behind the balancer is told to stop and started again while devices report, talk to each
// other and are sent commands. `/ready` turns first, clients are moved off evenly, and nothing is lost. `npm test` has the rules of
// the drain (src/platform/drain.test.ts).
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Client, logIn } from '../support/api.ts';
import { startTestCluster, type TestCluster } from '../support/cluster.ts';
import { ClusterLoad, type LoadArrival } from '../support/cluster-load.ts';
import type { TestServer } from '../support/start-server.ts';

const devices = 200;
/** The balancer needs two failed checks, at most 1.5 s, within the first third of it. */
const drainSeconds = 6;
const noticeMs = (drainSeconds * 1000) / 3;
const movingSeconds = (drainSeconds * 2) / 3;
/** Of the slowest machine; what is awaited is an event each time. */
const patience = { timeout: 240_000, interval: 50 };

let cluster: TestCluster;
let client: Client;
let token: string;

beforeAll(async () => {
  cluster = await startTestCluster({ env: { SIGNALBOX_DRAIN_TIME: String(drainSeconds) } });
  ({ client, token } = await logIn(cluster.balancer));
}, 240_000);
afterAll(() => cluster.end());

/** One node's stop, as seen from outside. */
interface Stop {
  readonly begun: number;
  /** When `/ready` said 503 for the first time. */
  readonly notReadyAt: number;
  readonly exitedAt: number;
}

async function stop(index: number, node: TestServer): Promise<Stop> {
  const begun = Date.now();
  const exiting = cluster.stop(index);
  const isReady = async () => (await fetch(`${node.http}/ready`)).status;
  await expect.poll(isReady, { timeout: noticeMs, interval: 10 }).toBe(503);
  const notReadyAt = Date.now();
  expect(await exiting).toBe(0);
  return { begun, notReadyAt, exitedAt: Date.now() };
}

/** The greatest number of them in any second. */
function mostInASecond(times: readonly number[]): number {
  const sorted = times.toSorted((a, b) => a - b);
  return sorted.reduce(
    (most, at, index) => Math.max(most, index - sorted.findIndex((each) => each > at - 1000) + 1),
    0,
  );
}

/** What the devices' logs say of one stop. */
function judge(arrivals: readonly LoadArrival[], { begun, notReadyAt, exitedAt }: Stop) {
  const during = arrivals.filter(({ at }) => at >= begun && at <= exitedAt);
  const ended = during.filter(({ reason }) => reason === 'server stopping');
  const firstEnd = Math.min(...ended.map(({ at }) => at));
  const came = arrivals.filter(({ at, reason }) => reason === undefined && at >= firstEnd && at <= exitedAt + 2_000);
  return {
    moved: ended.length,
    movedTwice: ended.length - new Set(ended.map(({ deviceId }) => deviceId)).size,
    otherEnds: during.filter(({ reason }) => reason !== undefined && reason !== 'server stopping').length,
    readyMs: notReadyAt - begun,
    noticeMs: firstEnd - begun,
    perSecond: ended.length / movingSeconds,
    mostEndsPerSecond: mostInASecond(ended.map(({ at }) => at)),
    mostConnectsPerSecond: mostInASecond(came.map(({ at }) => at)),
    stopMs: exitedAt - begun,
  };
}

it('moves clients off each node evenly, and loses nothing', { timeout: 600_000 }, async () => {
  const load = await ClusterLoad.start({ server: cluster.balancer, client, token, devices });
  const progress = async () => {
    const before = load.counts;
    await expect.poll(() => load.hasGoneOn(before), patience).toBe(true);
  };
  const since = new Date();
  const stops: Stop[] = [];
  try {
    for (const node of cluster.nodes) await load.mourn(node);
    for (const [index, node] of [...cluster.nodes].entries()) {
      await progress();
      stops.push(await stop(index, node));
      await cluster.start(index);
    }
    await progress();
    await load.finish(patience);
    const figures = await load.check();
    const arrivals = await load.readArrivals(since);
    const moves = stops.map((each) => judge(arrivals, each));
    console.log(`rolling update: ${JSON.stringify(figures)}\n${moves.map((move) => JSON.stringify(move)).join('\n')}`);
    for (const move of moves) {
      // Nobody was moved before the balancer was told, nor back to the node that stops.
      expect(move.moved).toBeGreaterThan(0);
      expect(move.noticeMs).toBeGreaterThanOrEqual(noticeMs - 10);
      expect(move.readyMs).toBeLessThan(move.noticeMs);
      expect(move.movedTwice).toBe(0);
      // Evenly, in steps of a tenth of a second. How soon they are back is their own doing, and the machine's.
      expect(move.mostEndsPerSecond).toBeLessThanOrEqual(2 * move.perSecond);
    }
    // Whoever stayed away was told of once, and who was told to stop has said all: no stream misses anything.
    expect(load.wills).toEqual({ published: 3, living: 0 });
    expect(figures).toMatchObject({ failedConnects: 0, failedCommands: 0, gaps: 0 });
  } finally {
    await load.end();
  }
});
