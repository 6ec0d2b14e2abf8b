import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readableOn } from '../../console/src/charts/contrast.ts';
import { toStretches } from '../../console/src/pages/dashboards/blocks/stretches.ts';
import { findFree, overlaps, type Place, putBlock, toGrid } from '../../console/src/pages/dashboards/grid.ts';
import { readSearch } from '../../console/src/pages/dashboards/search.ts';
import { describeMissing } from '../../console/src/pages/dashboards/words.ts';
import { makeDeviceDashboard } from '../../console/src/shared/dashboards/device-dashboard.ts';

const place = fc.record({
  startX: fc.double({ min: -2, max: 6, noNaN: true }),
  startY: fc.double({ min: -2, max: 12, noNaN: true }),
  width: fc.double({ min: 0, max: 6, noNaN: true }),
  height: fc.double({ min: 0, max: 4, noNaN: true }),
});

function expectTidy(places: readonly Place[]): void {
  for (const [index, one] of places.entries()) {
    expect(toGrid(one)).toEqual({
      startX: one.startX,
      startY: one.startY,
      width: one.width,
      height: one.height,
    });
    for (const other of places.slice(0, index)) expect(overlaps(one, other)).toBe(false);
  }
}
const bare = ({ startX, startY, width, height }: Place) => ({ startX, startY, width, height });

it('never leaves blocks over each other, wherever one is put', () => {
  fc.assert(
    fc.property(fc.array(place, { maxLength: 8 }), place, fc.nat(), (places, target, which) => {
      let blocks: ({ id: string; blockType: string } & Place)[] = [];
      for (const [index, { width, height }] of places.entries()) {
        const size = toGrid({ startX: 0, startY: 0, width, height });
        blocks = [...blocks, { id: String(index), blockType: 'gauge', ...findFree(blocks, size.width, size.height) }];
      }
      expectTidy(blocks.map(bare));
      if (blocks.length === 0) return;
      const id = String(which % blocks.length);
      const put = putBlock(blocks, id, target);
      expectTidy(put.map(bare));
      expect(put.find((block) => block.id === id)).toMatchObject(toGrid(target));
    }),
  );
});

it('reads variables, window and moment from an address, whatever stands there', () => {
  expect(
    readSearch({
      'ctx[a-0]': 5,
      'ctx[t][key]': 'k',
      'ctx[t][value]': 'v',
      duration: '60000',
      time: 1.5e12,
      'ctx[]': 1,
    }),
  ).toEqual({ ctx: { 'a-0': 5, t: { key: 'k', value: 'v' } }, duration: 60_000, time: 1.5e12 });
  expect(readSearch({ duration: 'x', time: -1, ctx: {} })).toEqual({ ctx: {} });
});

it('makes a dashboard of a device that lies on the grid, with one variable for the device', () => {
  const attributes = Array.from({ length: 9 }, (_, index) => ({
    name: `a${index}`,
    dataType: (['number', 'boolean', 'string'] as const)[index % 3] ?? 'number',
    ...(index % 3 === 0 ? { attributeTags: { unit: '°C' } } : {}),
  }));
  const made = makeDeviceDashboard({ id: 'd'.repeat(24), name: 'Boiler', attributes }, 'a'.repeat(24));
  expectTidy(made.blocks.map(bare));
  // Numbers of one unit share a graph.
  expect(made.blocks.filter(({ blockType }) => blockType === 'graph')).toHaveLength(1 + 6);
  expect(made.contextConfiguration).toMatchObject([{ name: 'device', defaultValue: 'd'.repeat(24) }]);
  expect(JSON.stringify(made.blocks)).not.toContain('d'.repeat(24));
});

it('writes readably on any colour, and says in words what is missing', () => {
  expect(['#000000', '#ffffff', 'rgb(255, 255, 0)', 'rgba(0,0,0,0)', ''].map(readableOn)).toEqual([
    '#fff',
    '#000',
    '#000',
    undefined,
    undefined,
  ]);
  expect(describeMissing({ reason: 'noAttribute', attribute: 'temp', device: 'Boiler' })).toBe(
    'Boiler has no attribute temp.',
  );
  expect(describeMissing({ reason: 'noData', attribute: 'temp' })).toBe('No temp in this window.');
});

it('draws a state until the next one, over what is not known', () => {
  expect(toStretches([10, 20, 30, 40], ['a', null, 'a', 'b'], 50)).toEqual([
    { value: 'a', from: 10, to: 40 },
    { value: 'b', from: 40, to: 50 },
  ]);
});
