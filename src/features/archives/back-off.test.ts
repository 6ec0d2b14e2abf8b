import { expect, it } from 'vitest';
import { backOffMs } from './back-off.ts';

it('waits twice as long after each failure, up to six hours, never less than half of it', () => {
  expect(backOffMs(1, 0)).toBe(15_000);
  expect(backOffMs(1, 0.999_999)).toBe(30_000);
  expect(backOffMs(2, 0)).toBe(30_000);
  expect(backOffMs(5, 0)).toBe(240_000);
  expect(backOffMs(20, 0)).toBe(3 * 3_600_000);
  expect(backOffMs(100_000, 0.999_999_999_9)).toBe(6 * 3_600_000);
});
