import { expect, it } from 'vitest';
import { toGraphLines } from '../../console/src/pages/dashboards/blocks/graph-lines.ts';
import { sizesOf } from '../../console/src/pages/dashboards/grid.ts';

const series = (label: string, key: string, values: (number | null)[]) => ({
  label,
  graphType: 'area' as const,
  lineType: 'linear' as const,
  lineWeight: 2,
  axis: { key, label: '', stacked: key === 'sum', scale: 'sqrt' as const },
  times: [1_000, 2_000, 3_000],
  values,
});

it('draws the series of a stacked axis on top of each other, and still tells their own values', () => {
  const { lines } = toGraphLines(
    {
      ...{ start: '', end: '', resolution: 1_000, hideLegend: false },
      series: [series('a', 'sum', [1, 2, 3]), series('b', 'sum', [10, null, 30]), series('alone', 'own', [5, 5, 5])],
    },
    'light',
  );
  const byLabel = new Map(lines.map((line) => [line.label, line]));
  expect(byLabel.get('a')).toMatchObject({ values: [1, 2, 3], heights: [1, 2, 3], isRoot: true });
  // A gap stays one, and lifts nothing.
  expect(byLabel.get('b')).toMatchObject({ values: [10, null, 30], heights: [11, null, 33] });
  expect(byLabel.get('alone')?.heights).toBeUndefined();
});

it('tells the sizes of those blocks that ask for them, and of no others', () => {
  const place = { startX: 0, startY: 0, width: 2, height: 1 };
  const chart = { id: 'c', blockType: 'custom-chart', ...place };
  expect(sizesOf([{ id: 'g', blockType: 'graph', ...place }], 1440)).toBeUndefined();
  const sizes = [sizesOf([chart], 1440), sizesOf([chart], 390)];
  expect(sizes).toEqual([{ c: { width: 552, height: 182 } }, { c: { width: 332, height: 182 } }]);
});
