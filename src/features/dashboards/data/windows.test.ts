import { expect, it } from 'vitest';
import { chooseWindow, niceResolution, windowOf } from './windows.ts';

const now = 1_800_000_000_500;
const standard = { duration: 3_600_000, resolution: 60_000 };
const own = { now, isShared: false, historyDays: 0 };
const shared = { ...own, isShared: true };
const block = { id: 'a', blockType: 'graph' };

it('ends at the next full second, or at the moment that was chosen', () => {
  expect(chooseWindow(standard, {}, own)).toEqual({ ...standard, time: 1_800_000_001_000, isLive: true });
  expect(chooseWindow(standard, { time: 5 }, own)).toEqual({ ...standard, time: 5, isLive: false });
  expect(chooseWindow(standard, { duration: 86_400_000 }, own).resolution).toBe(900_000);
  expect(niceResolution(1000)).toBe(1000);
});

it('lets a shared viewer look at less, never at more nor back', () => {
  expect(chooseWindow(standard, { duration: 60_000 }, shared).duration).toBe(60_000);
  expect(() => chooseWindow(standard, { duration: 3_600_001 }, shared)).toThrow('duration');
  expect(() => chooseWindow(standard, { time: now - 1 }, shared)).toThrow('time');
  const window = chooseWindow(standard, {}, shared);
  const zoom = (from: number, to: number) =>
    windowOf(block, { duration: 600_000 }, window, { windows: { a: { from, to } } }, shared);
  expect(zoom(now - 500_000, now - 400_000)).toMatchObject({ end: now - 400_000, duration: 100_000, isLive: false });
  expect(() => zoom(now - 700_000, now)).toThrow('windows.a');
  expect(() => zoom(now, now - 5)).toThrow('windows.a');
  // Where the owner has opened a day, a day can be looked at, and not more.
  const opened = { ...shared, historyDays: 1 };
  expect(chooseWindow(standard, { time: now - 3_600_000, duration: 3_600_000 }, opened).isLive).toBe(false);
  expect(() => chooseWindow(standard, { time: now - 90_000_000 }, opened)).toThrow('time');
  expect(() => chooseWindow(standard, { time: now - 3_600_000, duration: 86_400_000 }, opened)).toThrow('duration');
});

it('follows the dashboard where a block says so, and is of now where it lists', () => {
  const window = chooseWindow(standard, { duration: 7_200_000, time: now - 10 }, own);
  const following = { duration: '{{dashboard.duration}}', resolution: '{{dashboard.resolution}}' };
  expect(windowOf(block, following, window, {}, own)).toMatchObject({ duration: 7_200_000, end: now - 10 });
  expect(windowOf(block, { duration: '900000' }, window, {}, own)).toMatchObject({ duration: 900_000 });
  expect(windowOf({ id: 'a', blockType: 'event-list' }, {}, window, {}, own)).toMatchObject({ isLive: true });
});
