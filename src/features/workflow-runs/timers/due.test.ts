import { expect, it } from 'vitest';
import { dueByPresentClock, nextDue } from './due.ts';

const armedAt = Date.UTC(2026, 0, 1, 0, 0, 0, 250);

it.each([
  [60, 0, 60_000],
  [60, 59_999, 60_000],
  [60, 60_000, 120_000],
  [60, -5_000, 60_000],
  // The clock was put back by more than an interval since: in phase with when it was saved.
  [60, -150_000, -120_000],
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

const dayMs = 86_400_000;

it.each([
  ['an interval', { seconds: 60 }, 1_000, dayMs + 60_000, 60_000],
  ['an interval, a little', { seconds: 60 }, 1_000, 110_000, undefined],
  ['hourly', { cron: '0 * * * *' }, 1_000, dayMs + 3_600_000 - 250, 3_600_000 - 250],
  // It has fired at that midnight already.
  ['daily, by a day', { cron: '0 0 * * *' }, 1_000, 2 * dayMs - 250, undefined],
  ['daily, by a year', { cron: '0 0 * * *' }, 1_000, 365 * dayMs - 250, dayMs - 250],
  ['one that is never due', {}, 1_000, dayMs, undefined],
])('is due by the present clock once that was put back: %s', (_, config, now, due, expected) => {
  const found = dueByPresentClock({ config, armedAt }, armedAt + due, armedAt + now);
  expect(found).toBe(expected === undefined ? undefined : armedAt + expected);
});
