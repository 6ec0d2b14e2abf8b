import { expect, it } from 'vitest';
import { chooseWindow, countWindows, niceResolution, windowOf, windowOfSource } from './windows.ts';

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

it('is that of all blocks where it is asked for, in place of their own, and never for a shared viewer', () => {
  const asked = { duration: 86_400_000, sameWindow: true };
  const window = chooseWindow(standard, asked, own);
  const shown = (blockType: string, config: object) =>
    windowOf({ id: 'a', blockType }, config as never, window, asked, own);
  expect(shown('gauge', { duration: 600_000, resolution: 1_000 })).toMatchObject({
    ...{ duration: 86_400_000, resolution: 900_000, isSame: true },
  });
  // What was last received, what was reported, and what is so now, stay what they are.
  expect(shown('gauge', {})).toMatchObject({ duration: 0, resolution: 0 });
  expect(shown('map', { duration: 600_000 })).toMatchObject({ duration: 86_400_000, resolution: 0 });
  expect(shown('event-list', { duration: 600_000 })).toMatchObject({ duration: 600_000 });
  expect(shown('graph', {})).toMatchObject({ duration: 86_400_000 });
  const chart = { window: shown('custom-chart', {}), common: { dashboard: window as never } };
  expect(windowOfSource({ duration: 600_000, resolution: 1_000 }, chart)).toEqual({
    ...{ duration: 86_400_000, resolution: 900_000 },
  });
  expect(windowOfSource({}, chart).duration).toBe(0);
  expect(() => chooseWindow(standard, { duration: 60_000, sameWindow: true }, shared)).toThrow('sameWindow');
  expect(() => chooseWindow(standard, { sameWindow: true }, { ...shared, historyDays: 9 })).toThrow('sameWindow');
});

it('counts the blocks that follow the dashboard, and those with a time of their own', () => {
  const following = '{{dashboard.duration}}';
  expect(
    countWindows([
      { blockType: 'graph', config: { duration: following } },
      { blockType: 'graph', config: {} },
      { blockType: 'gauge', config: { duration: '600000' } },
      { blockType: 'gauge', config: { duration: 0 } },
      { blockType: 'event-list', config: { duration: 600_000 } },
      { blockType: 'custom-chart', config: { segments: [{ duration: following }, {}, { queryType: 'events' }] } },
      { blockType: 'image-overlay', config: { segments: [{}] } },
    ]),
  ).toEqual({ following: 2, own: 3 });
});
