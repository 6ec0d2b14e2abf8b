// Windows of streams that several servers share, with a real Redis: what one server stores is seen on the others, under ids
// that work on each, and whatever is lost is told as a gap.
import { afterEach, describe, expect, it } from 'vitest';
import { RedisConnection } from '../../src/platform/cluster/redis.ts';
import { SharedWindows } from '../../src/platform/cluster/streams/shared-windows.ts';
import type { ReplayWindows } from '../../src/platform/http/replay-windows.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';
import { TcpProxy } from '../support/tcp-proxy.ts';

const patience = { timeout: 60_000, interval: 20 };
const ends: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** What `ClusterNode` tells of the death of others. */
type Death = (nodeId: string) => Promise<void>;

async function startNode(url: string, id = 'node') {
  const redis = new RedisConnection({ url, logger: { warn: () => undefined } });
  await redis.start();
  let died: Death = async () => undefined;
  const node = {
    id,
    isHeld: true,
    count: 2,
    isFirst: async () => true,
    findAll: async () => [id],
    onLost: () => undefined,
    onDeath: (successor: Death) => {
      died = successor;
    },
    guard: () => ({ sql: '', parameters: [] }),
  };
  const shared = new SharedWindows({ redis, node, elapsed: () => performance.now() });
  await shared.start();
  const windows = shared.make<string>('word');
  let isStopped = false;
  const stop = async () => {
    if (isStopped) return;
    isStopped = true;
    windows.clear();
    await shared.stop();
    await redis.stop();
  };
  ends.push(stop);
  return { redis, windows, died: (nodeId: string) => died(nodeId), stop };
}

/** A reader of a key as a stream is one. */
async function read(windows: ReplayWindows<string>, lastEventId?: string, key = 'a') {
  const heard: string[] = [];
  const ids: string[] = [];
  const release = await windows.prepare?.(key);
  const leave = windows.watch(
    key,
    {
      accepts: (word) => !word.startsWith('-'),
      receive: ({ id, data }) => {
        heard.push(data);
        if (id !== undefined) ids.push(id);
      },
      gap: () => heard.push('gap'),
    },
    { owner: 'owner', lastEventId },
  );
  release?.();
  return { heard, ids, leave };
}

async function run(options?: Parameters<typeof startRedis>[0]): Promise<TestRedis> {
  const redis = await startRedis(options);
  ends.push(() => redis.end());
  return redis;
}

const say = (windows: ReplayWindows<string>, ...words: string[]) => {
  for (const word of words) windows.push('a', word, word.length);
};

describe.each([
  ['a Redis', false],
  ['a cluster', true],
])('on %s', (_name, isCluster) => {
  it('shows on each server what happens on any, in order, and goes on from an id of any', async () => {
    const { url } = await run({ isCluster });
    const [one, two, three] = await Promise.all([startNode(url), startNode(url), startNode(url)]);
    const first = await read(one.windows);
    const second = await read(two.windows);
    await expect.poll(() => three.windows.isWatched('a'), patience).toBe(true);
    const words = Array.from({ length: 450 }, (_, index) => `word ${index}`);
    say(three.windows, '- not wanted', ...words);
    await expect.poll(() => second.heard, patience).toEqual(words);
    await expect.poll(() => first.heard, patience).toEqual(words);
    expect(second.ids).toEqual(first.ids);
    second.leave();
    say(one.windows, 'while away');
    await expect.poll(() => first.heard.at(-1), patience).toBe('while away');
    const returned = await read(three.windows, second.ids[100]);
    await expect.poll(() => returned.heard, patience).toEqual([...words.slice(101), 'while away']);
    say(two.windows, 'live');
    await expect.poll(() => returned.heard.at(-1), patience).toBe('live');
    await expect.poll(() => first.heard.at(-1), patience).toBe('live');
    expect(two.windows.watcherCount + three.windows.watcherCount).toBe(1);
    first.leave();
    returned.leave();
    // Those who return within minutes are given what happened meanwhile.
    say(two.windows, 'unseen');
    const late = await read(one.windows, first.ids.at(-1));
    await expect.poll(() => late.heard, patience).toEqual(['unseen']);
  });
});

it('tells of a gap whoever comes with an id that it does not know', async () => {
  const { url } = await run();
  const { windows } = await startNode(url);
  for (const id of ['nonsense', '0123456789ab-1', '1-1', '99999999999999-0', '123456789012-3']) {
    const reader = await read(windows, id);
    await expect.poll(() => reader.heard, patience).toEqual(['gap']);
    reader.leave();
  }
});

it('writes nothing, and asks Redis nothing, for what nobody watches', async () => {
  const redis = await run();
  const { windows } = await startNode(redis.url);
  const other = await startNode(redis.url);
  await read(other.windows, undefined, 'b');
  await expect.poll(() => windows.isWatched('b'), patience).toBe(true);
  const before = await redis.calls('xadd');
  for (let index = 0; index < 1000; index += 1) say(windows, 'unheard');
  expect(windows.isWatched('a')).toBe(false);
  // What is written later would have to come after it.
  windows.push('b', 'heard', 5);
  await expect.poll(async () => (await redis.calls('xadd')) - before, patience).toBe(1);
});

it('goes on after Redis was flushed, and after it was killed, and says what may be missing', async () => {
  const redis = await run();
  const [one, two] = await Promise.all([startNode(redis.url), startNode(redis.url)]);
  const reader = await read(one.windows);
  await expect.poll(() => two.windows.isWatched('a'), patience).toBe(true);
  say(two.windows, 'before');
  await expect.poll(() => reader.heard, patience).toEqual(['before']);
  await redis.cli('flushall');
  say(two.windows, 'flushed');
  await expect.poll(() => reader.heard, patience).toEqual(['before', 'gap', 'flushed']);
  // An id from before is no place any more.
  const returned = await read(two.windows, reader.ids[0]);
  await expect.poll(() => returned.heard[0], patience).toBe('gap');
  await redis.kill();
  await expect.poll(() => [one.redis.state, two.redis.state], patience).toEqual(['away', 'away']);
  say(one.windows, 'own');
  say(two.windows, 'elsewhere');
  // What happens on the same server is shown at once; of the rest it is told that it is missing.
  expect(reader.heard.slice(3)).toEqual(['own']);
  await redis.start();
  await expect.poll(() => reader.heard.slice(4), patience).toEqual(['gap']);
  await expect.poll(() => [one.redis.state, two.redis.state], patience).toEqual(['connected', 'connected']);
  say(two.windows, 'again');
  await expect.poll(() => reader.heard.at(-1), patience).toBe('again');
  await expect.poll(() => returned.heard.at(-1), patience).toBe('again');
});

it('misses nothing where only the way between one server and Redis was cut', async () => {
  const redis = await run();
  const proxy = await TcpProxy.start({ host: '127.0.0.1', port: redis.port });
  ends.push(() => proxy.end());
  const cut = await startNode(`redis://127.0.0.1:${proxy.port}`);
  const whole = await startNode(redis.url);
  const [onCut, onWhole] = [await read(cut.windows), await read(whole.windows)];
  await expect.poll(() => whole.windows.isWatched('a'), patience).toBe(true);
  say(whole.windows, 'before');
  await expect.poll(() => onCut.heard, patience).toEqual(['before']);
  proxy.cut();
  await expect.poll(() => cut.redis.state, patience).toBe('away');
  say(whole.windows, 'meanwhile');
  await expect.poll(() => onWhole.heard, patience).toEqual(['before', 'meanwhile']);
  proxy.mend();
  // It reads on from where it was.
  await expect.poll(() => onCut.heard, patience).toEqual(['before', 'meanwhile']);
  proxy.cut();
  await expect.poll(() => cut.redis.state, patience).toBe('away');
  say(cut.windows, 'lost to others');
  proxy.mend();
  // Both are told, for it is in the stream that something is missing.
  await expect.poll(() => onWhole.heard, patience).toEqual(['before', 'meanwhile', 'gap']);
  await expect.poll(() => onCut.heard, patience).toEqual(['before', 'meanwhile', 'lost to others', 'gap']);
});

it('tells of a gap when a server was killed, and not when one has ended in order', async () => {
  const { url } = await run();
  const [one, two] = await Promise.all([startNode(url, 'one'), startNode(url, 'two')]);
  const reader = await read(one.windows);
  await expect.poll(() => two.windows.isWatched('a'), patience).toBe(true);
  say(two.windows, 'last');
  await two.stop();
  await one.died('two');
  say(one.windows, 'on');
  await expect.poll(() => reader.heard, patience).toEqual(['last', 'on']);
  await one.died('three');
  await expect.poll(() => reader.heard, patience).toEqual(['last', 'on', 'gap']);
});
