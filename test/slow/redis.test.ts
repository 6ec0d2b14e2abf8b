// The connection to Redis, with real ones: what is heard, what happens while Redis is away, and which are refused.
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { RedisAway, RedisConnection } from '../../src/platform/cluster/redis.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';

const patience = { timeout: 60_000, interval: 50 };
const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function connect(url: string) {
  const lines: string[] = [];
  const connection = new RedisConnection({ url, logger: { warn: (_details, message) => lines.push(message) } });
  ends.push(() => connection.stop());
  await connection.start();
  return { connection, lines };
}

async function run(options: Parameters<typeof startRedis>[0] = {}): Promise<TestRedis> {
  const redis = await startRedis(options);
  ends.push(() => redis.end());
  return redis;
}

describe.each([
  ['a Redis', false],
  ['a cluster', true],
])('%s', (_name, isCluster) => {
  it('takes messages to all that listen, in order, and commands', async () => {
    const redis = await run({ isCluster });
    const { connection: one } = await connect(redis.url);
    const { connection: two } = await connect(redis.url);
    const heard: string[] = [];
    const first = two.subscribe('news', (bytes) => heard.push(`first ${bytes}`));
    const second = two.subscribe('news', (bytes) => heard.push(`second ${bytes}`));
    await Promise.all([first.active, second.active]);
    for (let number = 0; number < 3; number += 1) expect(one.publish('news', Buffer.from([number + 48]))).toBe(true);
    await expect.poll(() => heard, patience).toEqual([0, 1, 2].flatMap((n) => [`first ${n}`, `second ${n}`]));
    first.stop();
    one.publish('news', Buffer.from('more'));
    await expect.poll(() => heard.at(-1), patience).toBe('second more');
    // Given up and taken up again at once: it is heard nevertheless.
    second.stop();
    const again = two.subscribe('news', (bytes) => heard.push(`again ${bytes}`));
    await again.active;
    one.publish('news', Buffer.from('last'));
    await expect.poll(() => heard.at(-1), patience).toBe('again last');
    expect(heard).not.toContain('first more');
    expect(await one.command('count', (key) => ['INCR', key])).toBe(1);
    expect(await two.command('count', (key) => ['INCR', key])).toBe(2);
    await expect(one.command('count', (key) => ['LPUSH', key, 'x'])).rejects.toThrow('WRONGTYPE');
  });

  it('comes back by itself when Redis was killed, and hears again what it had listened to', async () => {
    const redis = await run({ isCluster });
    const { connection, lines } = await connect(redis.url);
    const told: string[] = [];
    connection.onLost(() => told.push('lost'));
    connection.onBack(() => told.push('back'));
    const heard: string[] = [];
    await connection.subscribe('before', (bytes) => heard.push(String(bytes))).active;
    await redis.kill();
    await expect.poll(() => connection.state, patience).toBe('away');
    expect(connection.publish('before', Buffer.from('nobody'))).toBe(false);
    expect(connection.dropped).toBe(1);
    await expect(connection.command('key', (key) => ['GET', key])).rejects.toThrow(RedisAway);
    const meanwhile = connection.subscribe('meanwhile', (bytes) => heard.push(String(bytes)));
    await redis.start();
    await meanwhile.active;
    await expect.poll(() => connection.state, patience).toBe('connected');
    connection.publish('before', Buffer.from('one'));
    connection.publish('meanwhile', Buffer.from('two'));
    await expect.poll(() => heard.toSorted(), patience).toEqual(['one', 'two']);
    expect(told).toEqual(['lost', 'back']);
    expect(lines).toEqual(['Redis is away: what other servers have to say is not heard', 'Redis is back']);
  });
});

it('notices a Redis that says nothing any more, and does not let what it is given grow without bound', async () => {
  const redis = await run();
  const { connection } = await connect(redis.url);
  redis.signal('SIGSTOP');
  const bytes = Buffer.alloc(1024 * 1024);
  let taken = 0;
  while (connection.publish('news', bytes) && taken < 100) taken += 1;
  expect(taken).toBe(8);
  await expect(connection.command('key', (key) => ['GET', key], 50)).rejects.toThrow(RedisAway);
  await expect.poll(() => connection.state, patience).toBe('away');
  redis.signal('SIGCONT');
  await expect.poll(() => connection.state, patience).toBe('connected');
  expect(connection.publish('news', bytes)).toBe(true);
});

it('starts without a Redis that cannot be reached, and uses it once it can be', async () => {
  const redis = await run();
  await redis.kill();
  const { connection, lines } = await connect(redis.url);
  expect(connection.state).toBe('away');
  expect(lines).toHaveLength(1);
  await redis.start();
  await expect.poll(() => connection.state, patience).toBe('connected');
  expect(lines).toHaveLength(2);
});

it('keeps installations apart that use different databases of one Redis', async () => {
  const redis = await run();
  const { connection: one } = await connect(`${redis.url}/1`);
  const { connection: two } = await connect(`${redis.url}/2`);
  const heard: string[] = [];
  await Promise.all([
    one.subscribe('news', (bytes) => heard.push(`one ${bytes}`)).active,
    two.subscribe('news', (bytes) => heard.push(`two ${bytes}`)).active,
  ]);
  one.publish('news', Buffer.from('first'));
  two.publish('news', Buffer.from('second'));
  await expect.poll(() => heard.toSorted(), patience).toEqual(['one first', 'two second']);
  await turn();
  await one.command('key', (key) => ['SET', key, 'x']);
  expect(await two.command('key', (key) => ['GET', key])).toBeNull();
});

describe('refuses at the start', () => {
  it('a wrong password, and a database that is not there', async () => {
    const redis = await run({ args: ['--requirepass', 'right', '--databases', '4'] });
    await expect(connect(redis.url)).rejects.toThrow(/does not let us in.*NOAUTH/);
    await expect(connect(redis.url.replace('//', '//:wrong@'))).rejects.toThrow(/does not let us in.*WRONGPASS/);
    await expect(connect(`${redis.url.replace('//', '//:right@')}/9`)).rejects.toThrow(/does not let us in.*DB index/);
    const { connection } = await connect(`${redis.url.replace('//', '//:right@')}/3`);
    expect(connection.state).toBe('connected');
  });

  it.each([
    ['redis_version:6.0.16\r\nredis_mode:standalone', /a Redis 6\.0\.16; 6\.2 or newer/],
    ['redis_version:6.2.7\r\nredis_mode:cluster', /a Redis 6\.2\.7; 7\.0 \(for a cluster\)/],
    ['redis_version:7.0.0\r\nredis_mode:sentinel', /Sentinel/],
    ['kvrocks:1', /does not say which version/],
    [undefined, /older than 6\.2/],
  ])('one that says %j of itself', async (info, message) => {
    const url = await serve((socket) => {
      socket.on('data', (data) => {
        for (const [, command] of String(data).matchAll(/\*\d+\r\n\$\d+\r\n(\w+)\r\n/g)) {
          if (info === undefined) socket.write(`-ERR unknown command '${command}'\r\n`);
          else if (command === 'INFO') socket.write(`$${info.length}\r\n${info}\r\n`);
          else if (command === 'HELLO') socket.write('%1\r\n$5\r\nproto\r\n:3\r\n');
          else socket.write('+OK\r\n');
        }
      });
    });
    await expect(connect(url)).rejects.toThrow(message);
  });

  it('a server that is no Redis', async () => {
    const url = await serve((socket) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'));
    await expect(connect(url)).rejects.toThrow(/does not speak as Redis/);
  });
});

/** Something that is no Redis; returns the URL that one would have. */
async function serve(onConnection: (socket: Socket) => unknown): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    onConnection(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ends.push(() => {
    for (const socket of sockets) socket.destroy();
    return new Promise((resolve) => server.close(resolve));
  });
  return `redis://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
