// A Redis Cluster of three masters: channels and keys are spread over them, and when one of them dies its replica takes over, also
// when it is the one that REDIS_URL names.
import { afterEach, expect, it } from 'vitest';
import { RedisConnection } from '../../src/platform/cluster/redis.ts';
import { SharedWindows } from '../../src/platform/cluster/streams/shared-windows.ts';
import { startRedisCluster } from '../support/redis-cluster.ts';

const patience = { timeout: 120_000, interval: 50 };
/** Enough that each master has some. */
const names = Array.from({ length: 24 }, (_, index) => `name ${index}`);
const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function connect(url: string) {
  const connection = new RedisConnection({ url, logger: { warn: () => undefined } });
  ends.push(() => connection.stop());
  await connection.start();
  return connection;
}

it('goes on when any of the masters dies, with every channel, key and stream', { timeout: 400_000 }, async () => {
  const cluster = await startRedisCluster();
  ends.push(() => cluster.end());
  const [one, two] = [await connect(cluster.url), await connect(cluster.url)];
  const heard: string[] = [];
  await Promise.all(names.map((name) => two.subscribe(name, (bytes) => heard.push(`${name}: ${bytes}`)).active));
  const windowsOf = async (redis: RedisConnection) => {
    const shared = new SharedWindows({ redis, node: undefined, elapsed: () => performance.now() });
    await shared.start();
    ends.push(() => shared.stop());
    return shared.make<string>('word');
  };
  const [writer, readers] = [await windowsOf(one), await windowsOf(two)];
  /** What the reader of each stream was told. */
  const told = new Map<string, string[]>(names.map((name) => [name, []]));
  for (const name of names) {
    const release = await readers.prepare?.(name);
    const receive = ({ data }: { data: string }) => void told.get(name)?.push(data);
    const gap = () => void told.get(name)?.push('gap');
    readers.watch(name, { accepts: () => true, receive, gap }, { owner: 'owner' });
    release?.();
  }
  const isAround = async (round: string): Promise<void> => {
    heard.length = 0;
    for (const name of names) {
      expect(one.publish(name, Buffer.from(round))).toBe(true);
      expect(await one.command(name, (key) => ['SET', key, round])).toBe('OK');
      expect(await two.command(name, (key) => ['GET', key])).toBe(round);
      await expect.poll(() => writer.isWatched(name), patience).toBe(true);
      writer.push(name, round, round.length);
    }
    await expect.poll(() => heard.toSorted(), patience).toEqual(names.map((name) => `${name}: ${round}`).toSorted());
    await expect.poll(() => names.filter((name) => told.get(name)?.at(-1) !== round), patience).toEqual([]);
  };
  await isAround('before');
  expect(one.losses + two.losses).toBe(0);
  expect([...told.values()].filter((each) => each.join() !== 'before')).toEqual([]);

  // First the one that both were told of, then one of the others.
  for (const round of ['named', 'other']) {
    const masters = await cluster.masters();
    const victim = round === 'named' ? cluster.port : masters.find((port) => port !== cluster.port);
    if (victim === undefined || !masters.includes(victim)) throw new Error(`${victim} is none of ${masters}`);
    const losses = one.losses;
    const killed = performance.now();
    await cluster.kill(victim);
    await expect.poll(() => one.losses, patience).toBeGreaterThan(losses);
    for (const name of names) writer.push(name, `while ${round} was away`, 20);
    await expect.poll(async () => (await cluster.masters()).length, patience).toBe(3);
    const isBack = async () => {
      if (one.state !== 'connected' || two.state !== 'connected') return false;
      return (
        await Promise.all(names.map((name) => one.command(name, (key) => ['GET', key]).catch(() => undefined)))
      ).every((value) => value !== undefined);
    };
    await expect.poll(isBack, patience).toBe(true);
    console.log(`a master was killed (${round}): back after ${Math.round(performance.now() - killed)} ms`);
    await isAround(`after ${round}`);
    // What was said meanwhile is there, or its place is told as a gap.
    const unaccounted = [...told.values()].filter(
      (each) => !each.includes('gap') && !each.includes(`while ${round} was away`),
    );
    expect(unaccounted).toEqual([]);
    await cluster.start(victim);
    await expect.poll(async () => (await cluster.masters()).length, patience).toBe(3);
    for (const each of told.values()) each.length = 0;
  }
});
