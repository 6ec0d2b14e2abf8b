import { describe, expect, test } from 'vitest';
import { formatAxisNumbers } from '../../console/src/charts/axis-numbers.ts';
import { palette } from '../../console/src/charts/colors.ts';
import { contrastOf, grounds, leastContrast, type Rgb, readRgb } from '../../console/src/charts/contrast.ts';
import { findGaps, longestInterval, silentSince } from '../../console/src/charts/gaps.ts';
import { toIndex, toZoom } from '../../console/src/charts/plot-keys.ts';
import { toPath } from '../../console/src/charts/sparkline-path.ts';
import { markColors } from '../../console/src/series/event-marks.ts';

const minute = 60_000;
/** Reports every ten minutes, but for an outage of 6 h 40 min. */
const times = [0, 10, 20, 30, 430, 440, 450].map((each) => each * minute);

describe('a line over an outage', () => {
  test('has a gap where nothing came for longer than usual, whatever the buckets', () => {
    for (const resolution of [0, minute, 10 * minute]) {
      const longest = longestInterval(times, times, resolution);
      expect(findGaps(times, times, longest).gaps).toEqual([[3, 4]]);
    }
  });

  test('has no gap where single reports are missing or late', () => {
    const late = [0, 10, 20, 41, 50, 60, 85].map((each) => each * minute);
    expect(findGaps(late, late, longestInterval(late, late, 0)).gaps).toEqual([]);
  });

  test('passes the times at which only other lines have values', () => {
    const own = [1, null, 2, null, 3, null, 4];
    expect(findGaps(times.keys().toArray(), own, longestInterval(times.keys().toArray(), own, 0)).gaps).toEqual([]);
  });

  test('shows a value that stands alone between two gaps', () => {
    const lonely = [0, 1, 2, 3, 50, 100, 101, 102, 103].map((each) => each * minute);
    expect(findGaps(lonely, lonely, longestInterval(lonely, lonely, 0))).toEqual({
      gaps: [
        [3, 4],
        [4, 5],
      ],
      alone: [4],
    });
    expect(findGaps([7], [1], longestInterval([7], [1], 0))).toEqual({ gaps: [], alone: [0] });
  });
});

test('a device is silent since its last report, once that is longer ago than usual', () => {
  expect(silentSince(times, 455 * minute, 0)).toBeUndefined();
  expect(silentSince(times, 600 * minute, 0)).toBe(450 * minute);
  expect(silentSince([5_000], 30_000, 5_000)).toBeUndefined();
  expect(silentSince([5_000], 3_600_000, 5_000)).toBe(5_000);
  expect(silentSince([], 3_600_000, 5_000)).toBeUndefined();
});

test.each([
  [
    [0, 5e11, 1e12],
    ['0', '0.5 T', '1 T'],
  ],
  [
    [0, 2e-8, 1e-7],
    ['0', '20 n', '100 n'],
  ],
  [
    [20, 20.5, 21],
    ['20', '20.5', '21'],
  ],
  [
    [-4000, 0, 4000],
    ['-4,000', '0', '4,000'],
  ],
  [
    [0, 100_000, 200_000],
    ['0', '100 k', '200 k'],
  ],
  [
    [0, null, 0.002],
    ['0', '', '0.002'],
  ],
  [
    [0, 5e299, 1e300],
    ['0E0', '5E299', '1E300'],
  ],
  [[0], ['0']],
])('the ticks %j are labelled %j', (ticks, labels) => {
  expect(formatAxisNumbers(ticks)).toEqual(labels);
});

test('a sparkline goes through its values, with gaps where there are none, and a dot for one alone', () => {
  expect(toPath([0, 1, null, 1])).toBe('M1 20L32.3 2M95 2h0.01');
  expect(toPath([5, 5])).toBe('M1 11L95 11');
  expect(toPath([null, null])).toBe('');
  expect(toPath([])).toBe('');
});

describe('the keys of a plot', () => {
  const position = { times: [0, 10, 20, 30, 40], start: 0, end: 40_000, at: 2 };

  test('move the cross-hair, and never beyond the first and the last point', () => {
    expect(toIndex('ArrowRight', { ...position, isFar: false })).toBe(3);
    expect(toIndex('ArrowLeft', { ...position, isFar: true })).toBe(0);
    expect(toIndex('End', { ...position, isFar: false })).toBe(4);
    expect(toIndex('ArrowRight', { ...position, at: null, isFar: false })).toBe(0);
    expect(toIndex('ArrowLeft', { ...position, at: null, isFar: false })).toBe(4);
    expect(toIndex('a', { ...position, isFar: false })).toBeUndefined();
    expect(toIndex('ArrowLeft', { ...position, times: [], isFar: false })).toBeUndefined();
  });

  test('zoom around it, and not below a second', () => {
    expect(toZoom('+', { ...position, times: [10_000], at: 0 })).toEqual([5_000, 25_000]);
    expect(toZoom('-', { ...position, at: null })).toEqual([-20_000, 60_000]);
    expect(toZoom('+', { ...position, end: 1_500 })).toBeUndefined();
    expect(toZoom('x', position)).toBeUndefined();
  });
});

test.each([...palette, ...Object.values(markColors)])(
  '%s is told from every ground that plots are drawn on',
  (color) => {
    for (const ground of Object.values(grounds).flat()) {
      expect(contrastOf(readRgb(color) as Rgb, readRgb(ground) as Rgb), ground).toBeGreaterThanOrEqual(leastContrast);
    }
  },
);
