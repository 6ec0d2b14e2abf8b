import { expect, it } from 'vitest';
import { FailureWindow } from './failure-window.ts';

it('lets so many attempts fail in any window and tells how long to wait', () => {
  const window = new FailureWindow({ count: 3, windowMs: 1000 });
  for (const now of [0, 100, 200]) {
    expect(window.wait(now)).toBe(0);
    window.begin(now);
  }
  expect(window.remaining(300)).toBe(0);
  expect(window.wait(300)).toBe(700);
  expect(window.wait(999)).toBe(1);
  expect(window.wait(1000)).toBe(0);
  expect(window.remaining(1000)).toBe(1);
});

it('counts an attempt under way, and forgets it once it has succeeded', () => {
  const window = new FailureWindow({ count: 2, windowMs: 1000 });
  window.begin(0);
  window.begin(1);
  expect(window.wait(2)).toBeGreaterThan(0);
  window.forgive(1);
  expect(window.wait(2)).toBe(0);
  expect(window.remaining(2)).toBe(1);
});

it('never remembers more than it counts', () => {
  const window = new FailureWindow({ count: 2, windowMs: 1000 });
  for (let now = 0; now < 100; now += 1) window.begin(now);
  window.forgive(0);
  window.forgive(1);
  expect(window.remaining(100)).toBe(2);
});
