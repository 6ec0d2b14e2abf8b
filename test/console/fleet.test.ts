import { describe, expect, test } from 'vitest';
import { applyFleetView, readFleetView } from '../../console/src/pages/explorer/fleet-view.ts';
import type { Columns } from '../../console/src/series/columns.ts';
import { layOver } from '../../console/src/series/compare.ts';
import { pickRanked } from '../../console/src/series/rank.ts';

/** Twelve devices, of which the n-th reports n all the time; the last has reported nothing. */
const fleet: Columns = {
  times: [1_000, 2_000],
  lines: Array.from({ length: 13 }, (_, index) => ({
    key: `d${index}.level`,
    deviceId: `d${index}`,
    deviceName: `Pump ${index}`,
    attribute: 'level',
    values: index === 12 ? [null, null] : [index, index],
  })),
};
const names = ({ lines }: Columns) => lines.map(({ deviceName }) => deviceName);
const week = 7 * 86_400_000;
const halls = (id: string) => ({ d0: 'b', d1: 'b', d2: 'a' })[id];

test('the largest and the smallest of many are picked by their mean, and what has no value is neither', () => {
  expect(names(pickRanked(fleet, 'top5'))).toEqual(['Pump 11', 'Pump 10', 'Pump 9', 'Pump 8', 'Pump 7']);
  expect(names(pickRanked(fleet, 'bottom5'))).toEqual(['Pump 0', 'Pump 1', 'Pump 2', 'Pump 3', 'Pump 4']);
  expect(pickRanked(fleet, 'top10').lines).toHaveLength(10);
});

test('of each attribute as many are picked', () => {
  const both = { ...fleet, lines: [...fleet.lines, ...fleet.lines.map((line) => ({ ...line, attribute: 'flow' }))] };
  expect(pickRanked(both, 'top5').lines.map(({ attribute }) => attribute)).toEqual([
    ...Array(5).fill('level'),
    ...Array(5).fill('flow'),
  ]);
});

test('devices are combined by what they have in a tag', () => {
  const some = { ...fleet, lines: fleet.lines.slice(0, 4) };
  const view = { show: 'mean', groupBy: 'hall', compare: undefined } as const;
  const { lines } = applyFleetView(some, undefined, view, halls);
  expect(lines.map(({ deviceName, values }) => [deviceName, values])).toEqual([
    ['–', [3, 3]],
    ['a', [2, 2]],
    ['b', [0.5, 0.5]],
  ]);
});

describe('the week before', () => {
  const past: Columns = {
    times: [1_000 - week, 3_000 - week],
    lines: fleet.lines.map((line) => ({ ...line, values: [100, null] })),
  };

  test('lies over the present one, at the times of the present', () => {
    const laid = layOver(fleet, past, 'week');
    expect(laid.times).toEqual([1_000, 2_000, 3_000]);
    expect(laid.lines).toHaveLength(26);
    expect(laid.lines[1]).toMatchObject({ deviceName: 'Pump 1', values: [1, 1, null] });
    expect(laid.lines[14]).toMatchObject({
      deviceName: 'Pump 1, week before',
      isPast: true,
      values: [100, null, null],
    });
    expect(new Set(laid.lines.map(({ key }) => key)).size).toBe(26);
  });

  test('is of the devices that are picked now', () => {
    const view = { show: 'top5', groupBy: undefined, compare: 'week' } as const;
    const shown = names(applyFleetView(fleet, past, view, halls));
    expect(shown).toHaveLength(10);
    expect(shown).toContain('Pump 11, week before');
    expect(shown).not.toContain('Pump 0, week before');
  });
});

test('an address says what is shown, and nonsense in it says nothing', () => {
  expect(readFleetView({ combine: 'top5', group: 'hall', compare: 'week' }, 'none')).toEqual({
    show: 'top5',
    groupBy: undefined,
    compare: 'week',
  });
  expect(readFleetView({ combine: 'sum', group: 'hall', compare: '<b>' }, 'none')).toEqual({
    show: 'sum',
    groupBy: 'hall',
    compare: undefined,
  });
  expect(readFleetView({ combine: '__proto__', compare: 'toString' }, 'range')).toEqual({
    show: 'range',
    groupBy: undefined,
    compare: undefined,
  });
});
