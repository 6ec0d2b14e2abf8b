// Guesses at secrets, counted for all servers together by a real Redis; while it is away, each server counts for itself.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { LoginThrottle } from '../../src/features/users/login-throttle.ts';
import { FailureLimiter } from '../../src/platform/cluster/failure-limiter.ts';
import { RedisConnection } from '../../src/platform/cluster/redis.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';

const unknown = async () => false;
let redis: TestRedis;
const connections: RedisConnection[] = [];

beforeAll(async () => {
  redis = await startRedis();
});
afterAll(async () => {
  for (const connection of connections) await connection.stop();
  await redis.end();
});

/** The throttle of one server of several. */
async function makeThrottle(name: string) {
  const connection = new RedisConnection({ url: redis.url, logger: { warn: () => undefined } });
  await connection.start();
  connections.push(connection);
  const failures = new FailureLimiter({ name, redis: connection, elapsed: () => 0 });
  return { connection, throttle: new LoginThrottle({ failures }) };
}

/** Begins that often, or until it is refused, on one throttle after the other; returns how often it was let. */
async function guess(throttles: readonly LoginThrottle[], count: number, address = '198.51.100.1'): Promise<number> {
  for (let index = 0; index < count; index += 1) {
    const throttle = throttles[index % throttles.length] as LoginThrottle;
    try {
      await throttle.begin('owner@example.com', address, unknown);
    } catch (error) {
      expect(error).toMatchObject({ type: 'Throttled' });
      return index;
    }
  }
  return count;
}

it('lets an account be guessed at as often by all servers as by one, and forgives what succeeds', async () => {
  const [one, two] = [await makeThrottle('shared'), await makeThrottle('shared')];
  const throttles = [one.throttle, two.throttle];
  const attempt = await one.throttle.begin('owner@example.com', '198.51.100.1', unknown);
  expect(attempt.limit).toMatchObject({ limit: 10, remaining: 9 });
  attempt.succeed();
  expect(await guess(throttles, 30)).toBe(10);
  // Refused attempts count for nothing: from other places as often as one account may be guessed at.
  let more = 0;
  for (let address = 2; address < 12; address += 1) more += await guess(throttles, 10, `198.51.100.${address}`);
  expect(more).toBe(40);
  // Its owner gets in from where they have been before.
  const owner = await two.throttle.begin('owner@example.com', '203.0.113.9', async () => true);
  owner.succeed();
});

it('counts on each server while Redis is away, and together again when it is back', { timeout: 120_000 }, async () => {
  const [one, two] = [await makeThrottle('away'), await makeThrottle('away')];
  await redis.kill();
  await expect.poll(() => [one.connection.state, two.connection.state], { timeout: 60_000 }).toEqual(['away', 'away']);
  expect([await guess([one.throttle], 30), await guess([two.throttle], 30)]).toEqual([10, 10]);
  await redis.start();
  await expect
    .poll(() => [one.connection.state, two.connection.state], { timeout: 60_000 })
    .toEqual(['connected', 'connected']);
  expect(await guess([one.throttle, two.throttle], 30)).toBe(10);
});
