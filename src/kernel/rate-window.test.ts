import fc from 'fast-check';
import { expect, it } from 'vitest';
import { RateWindow } from './rate-window.ts';

it('allows the count, then says how long to wait', () => {
  const window = new RateWindow({ count: 2, windowMs: 1000 });
  expect([window.take(0), window.take(400), window.take(500), window.take(999), window.take(1000)]).toEqual([
    0, 0, 500, 1, 0,
  ]);
});

it('never lets more than the count through in any window', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 5 }),
      fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 200 }),
      (count, steps) => {
        const window = new RateWindow({ count, windowMs: 100 });
        let now = 0;
        const passed: number[] = [];
        for (const step of steps) {
          now += step;
          if (window.take(now) === 0) passed.push(now);
        }
        for (const time of passed) {
          expect(passed.filter((other) => other > time - 100 && other <= time).length).toBeLessThanOrEqual(count);
        }
      },
    ),
  );
});

it('says how many would still fit and when none is left in the window', () => {
  const window = new RateWindow({ count: 3, windowMs: 100 });
  expect([window.remaining(0), window.resetMs(0)]).toEqual([3, 0]);
  for (const [time, remaining, reset] of [
    [0, 2, 100],
    [10, 1, 100],
    [20, 0, 100],
    [30, 0, 90],
    [100, 0, 100],
    [115, 0, 100],
  ] as const) {
    window.take(time);
    expect([window.remaining(time), window.resetMs(time)]).toEqual([remaining, reset]);
  }
  expect(window.remaining(125)).toBe(1);
  expect([window.remaining(215), window.resetMs(215)]).toEqual([3, 0]);
});
