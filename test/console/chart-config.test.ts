import { parse, View } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';
import { expect, it } from 'vitest';
import { chartConfig } from '../../console/src/pages/dashboards/blocks/chart-config.ts';

interface Item {
  readonly mark?: { readonly role?: string };
  readonly items?: readonly Item[];
  readonly bounds: { readonly x1: number; readonly y1: number; readonly x2: number; readonly y2: number };
  readonly text?: string;
}

/** A chart of twenty lines, or of a scale of colours, as a block of this size draws it. */
async function draw(size: { width: number; height: number }, color: object) {
  const config = chartConfig({ ...size, scheme: 'light' });
  const values = Array.from({ length: 20 }, (_, index) => ({ x: index, y: index, kind: `Kind number ${index}` }));
  const spec = {
    ...{ width: size.width, height: size.height - 4, autosize: { type: 'fit', contains: 'padding' } },
    ...{ data: { values }, mark: 'point' },
    encoding: { x: { field: 'x', type: 'quantitative' }, y: { field: 'y', type: 'quantitative' }, color },
  };
  const compiled = compile(spec as unknown as TopLevelSpec, { config: config as never });
  const view = await new View(parse(compiled.spec, config), { renderer: 'none' }).runAsync();
  const root = (view.scenegraph() as unknown as { root: Item }).root;
  const [top, left] = [view.origin()[1], view.origin()[0]];
  const all = (item: Item): Item[] => [item, ...(item.items ?? []).flatMap(all)];
  const legend = all(root).find(({ mark }) => mark?.role === 'legend');
  if (!legend) throw new Error('there is no legend');
  const { x1, y1, x2, y2 } = legend.bounds;
  const texts = all(legend).flatMap(({ text }) => (text === undefined ? [] : [String(text)]));
  return { left: x1 + left, top: y1 + top, right: x2 + left, bottom: y2 + top, texts };
}

it.each([
  [{ width: 280, height: 150 }],
  [{ width: 552, height: 150 }],
  [{ width: 260, height: 360 }],
  [{ width: 800, height: 500 }],
])('keeps the legend of a chart within its block of %o, and says how many it leaves out', async (size) => {
  for (const color of [
    { field: 'kind', type: 'nominal' },
    { field: 'y', type: 'quantitative' },
  ]) {
    const { left, top, right, bottom, texts } = await draw(size, color);
    expect([left >= 0, top >= 0], `${color.field}: ${left}, ${top}`).toEqual([true, true]);
    expect(right).toBeLessThanOrEqual(size.width + 1);
    expect(bottom).toBeLessThanOrEqual(size.height + 1);
    if (color.field === 'kind') {
      const shown = texts.filter((text) => text.startsWith('Kind number'));
      if (shown.length < 20) expect(texts.join(' ')).toContain(`${20 - shown.length} entries`);
    }
  }
});
