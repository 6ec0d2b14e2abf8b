import fc from 'fast-check';
import { expect, it } from 'vitest';
import { backOffMs, nextAttempt } from './back-off.ts';

const weekend = { firstMs: 30_000, maxMs: 6 * 3_600_000 };

it('waits twice as long after each failure, up to the bound, never less than half of it', () => {
  expect(backOffMs(weekend, 1, 0)).toBe(15_000);
  expect(backOffMs(weekend, 1, 0.999_999)).toBe(30_000);
  expect(backOffMs(weekend, 2, 0)).toBe(30_000);
  expect(backOffMs(weekend, 5, 0)).toBe(240_000);
  expect(backOffMs(weekend, 20, 0)).toBe(3 * 3_600_000);
  expect(backOffMs(weekend, 100_000, 0.999_999_999_9)).toBe(6 * 3_600_000);
});

it('stays between half of the first wait and the bound, whatever is asked', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 100_000 }),
      fc.integer({ min: 0, max: 1_000_000 }),
      fc.nat(),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      (firstMs, more, failures, random) => {
        const wait = backOffMs({ firstMs, maxMs: firstMs + more }, failures, random);
        expect(wait).toBeGreaterThanOrEqual(Math.round(firstMs / 2));
        expect(wait).toBeLessThanOrEqual(firstMs + more);
      },
    ),
  );
});

it('gives up after the last attempt that is allowed', () => {
  const policy = { ...weekend, maxAttempts: 3 };
  expect(nextAttempt(policy, { attempts: 2, now: 1000, random: 0 })).toEqual(new Date(31_000));
  expect(nextAttempt(policy, { attempts: 3, now: 1000 })).toBeUndefined();
  expect(nextAttempt(policy, { attempts: 4, now: 1000 })).toBeUndefined();
});
