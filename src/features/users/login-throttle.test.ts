import { expect, it } from 'vitest';
import { FailureLimiter } from '../../platform/cluster/failure-limiter.ts';
import { LoginThrottle } from './login-throttle.ts';

function makeThrottle(elapsed = (): number => 0): LoginThrottle {
  return new LoginThrottle({ failures: new FailureLimiter({ name: 'login', elapsed }) });
}

const unknown = async () => false;

async function failUntilRefused(attempt: (index: number) => Promise<unknown>): Promise<number> {
  for (let count = 0; count < 1000; count += 1) {
    try {
      await attempt(count);
    } catch (error) {
      expect(error).toMatchObject({ type: 'Throttled' });
      return count;
    }
  }
  throw new Error('never refused');
}

it('stops guesses from one place, however the e-mail is spelt, and lets the owner in from another', async () => {
  const throttle = makeThrottle();
  const spelling = ['owner@example.com', 'Owner@Example.com'];
  expect(await failUntilRefused((index) => throttle.begin(spelling[index % 2] ?? '', '198.51.100.1', unknown))).toBe(
    10,
  );
  const attempt = await throttle.begin('owner@example.com', '203.0.113.9', unknown);
  expect(attempt.limit).toMatchObject({ limit: 10, remaining: 9 });
});

it('stops one address that tries many accounts', async () => {
  const throttle = makeThrottle();
  expect(await failUntilRefused((index) => throttle.begin(`user${index}@example.com`, '198.51.100.1', unknown))).toBe(
    100,
  );
  await throttle.begin('user1@example.com', '198.51.100.2', unknown);
});

it('stops many addresses that guess at one account, but not its owner where the owner is known', async () => {
  const throttle = makeThrottle();
  const guess = (index: number) => throttle.begin('owner@example.com', `198.51.100.${index}`, unknown);
  expect(await failUntilRefused(guess)).toBe(50);
  const attempt = await throttle.begin('owner@example.com', '203.0.113.9', async () => true);
  expect(attempt.limit.remaining).toBe(9);
});

it('forgets failures after a while, and never counts a success', async () => {
  let now = 0;
  const throttle = makeThrottle(() => now);
  const begin = () => throttle.begin('owner@example.com', '198.51.100.1', unknown);
  for (let count = 0; count < 100; count += 1) (await begin()).succeed();
  expect(await failUntilRefused(begin)).toBe(10);
  await expect(begin()).rejects.toMatchObject({ retryAfter: 900 });
  now += 15 * 60_000;
  await begin();
});

it('does not let attempts made side by side slip through together', async () => {
  const throttle = makeThrottle();
  const attempts = Array.from({ length: 30 }, () => throttle.begin('owner@example.com', '198.51.100.1', unknown));
  const outcomes = await Promise.allSettled(attempts);
  expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(10);
});

it('counts an IPv6 network as one address, and an address as one however it is written', async () => {
  const throttle = makeThrottle();
  const inNetwork = (index: number) =>
    throttle.begin('owner@example.com', `[2001:db8:0:7::${index}]:${index}`, unknown);
  expect(await failUntilRefused(inNetwork)).toBe(10);
  await throttle.begin('owner@example.com', '2001:db8:0:8::1', unknown);
  const withPort = (index: number) => throttle.begin('owner@example.com', `198.51.100.1:${50_000 + index}`, unknown);
  expect(await failUntilRefused(withPort)).toBe(10);
  await expect(throttle.begin('owner@example.com', '::ffff:198.51.100.1', unknown)).rejects.toThrow();
});
