import type { Config } from 'vega';
import { palette } from '../../../charts/colors.ts';

/** Heights in px: of a row of a legend, of its title with what lies around it, and of a bar of colours as Vega draws it. */
const [rowPx, aroundPx, barPx] = [14, 48, 200];
/** A block narrower than this has no room beside its chart, if it is high enough for a legend below. */
const [narrowPx, highPx, columnPx] = [300, 220, 90];

/** What a chart's own specification does not set, for a block of this size, px. */
export function chartConfig({
  width,
  height,
  scheme,
}: {
  width: number;
  height: number;
  scheme: 'light' | 'dark';
}): Config {
  const [ink, faint] = scheme === 'light' ? ['#495057', '#ced4da'] : ['#c9c9c9', '#4a4d50'];
  return {
    background: 'transparent',
    range: { category: [...palette] },
    mark: { color: palette[0] },
    title: { color: ink },
    style: { 'guide-label': { fill: ink }, 'guide-title': { fill: ink } },
    legend: legendConfig(width, height),
    // Names that would lie over each other are left out.
    axis: {
      domainColor: faint,
      gridColor: faint,
      tickColor: faint,
      gridOpacity: 0.5,
      labelOverlap: 'parity',
      labelSeparation: 4,
    },
    view: { stroke: faint },
  } as Config;
}

/** A legend that the block has room for: what does not fit is one entry that says how many are left out, instead of being cut off. */
function legendConfig(width: number, height: number): object {
  const isBelow = width < narrowPx && height >= highPx;
  const columns = isBelow ? Math.max(1, Math.floor(width / columnPx)) : 1;
  const rows = Math.max(1, Math.floor(((isBelow ? height / 3 : height) - aroundPx) / rowPx));
  return {
    orient: isBelow ? 'bottom' : 'right',
    columns,
    symbolLimit: Math.max(2, rows * columns),
    labelLimit: Math.max(40, Math.floor(isBelow ? columnPx : width / 4)),
    titleLimit: Math.max(60, Math.floor(isBelow ? width - 20 : width / 3)),
    gradientLength: Math.max(20, Math.min(barPx, (isBelow ? width : height) - aroundPx - rowPx)),
  };
}
