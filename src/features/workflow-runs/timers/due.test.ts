import { expect, it } from 'vitest';
import { nextDue } from './due.ts';

const armedAt = Date.UTC(2026, 0, 1, 0, 0, 0, 250);

it.each([
  [60, 0, 60_000],
  [60, 59_999, 60_000],
  [60, 60_000, 120_000],
  [60, -5_000, 60_000],
  [1.5, 0, 1_500],
  [1.5, 1_500, 3_000],
  [1.0004, 1_000, 2_001],
  [31_535_999, 1, 31_535_999_000],
])('%d s, %d ms after it was saved: due at %d ms', (seconds, after, due) => {
  expect(nextDue({ config: { seconds }, armedAt }, armedAt + after)).toBe(armedAt + due);
});

it('keeps its phase through a million intervals, and moves on each time', () => {
  let at = armedAt;
  for (let count = 0; count < 1000; count += 1) {
    const next = nextDue({ config: { seconds: 1.001 }, armedAt }, at) as number;
    expect(next).toBeGreaterThan(at);
    at = next;
  }
  expect(at).toBe(armedAt + 1_001_000);
  expect(nextDue({ config: { seconds: 2 }, armedAt }, armedAt + 2e9 + 1)).toBe(armedAt + 2e9 + 2000);
});

it('goes by the cron expression where there is one, in its zone', () => {
  const plan = { config: { seconds: 5, cron: '0 9 * * *', tz: 'America/New_York' }, armedAt };
  expect(new Date(nextDue(plan, armedAt) as number).toISOString()).toBe('2026-01-01T14:00:00.000Z');
});

it.each([[{}], [{ seconds: 0 }], [{ seconds: '60' }], [{ cron: 'L * * * *' }], [{ cron: '0 0 1 1 *', tz: 'Nowhere' }]])(
  'is never due with %j, as an import may bring it',
  (config) => {
    expect(nextDue({ config, armedAt }, armedAt)).toBeUndefined();
  },
);
