import { readDateTime } from '../../../kernel/time-text.ts';
import { readList, readNumber, readObject, readText } from '../data/config.ts';
import { Raster, type Rgb, readRgb } from './raster.ts';

/** In px; mails are 600 wide, and shown at half the density of most screens. */
const width = 552;
const height = 180;
const pad = 4;

/** Colours of series that have none: distinguishable, and 3:1 on white as well as on the dark ground. */
const usual: readonly Rgb[] = [
  [28, 135, 153],
  [204, 102, 0],
  [118, 92, 191],
  [46, 139, 87],
  [196, 58, 92],
  [90, 120, 40],
  [31, 119, 180],
  [140, 86, 75],
];

export interface DrawnGraph {
  readonly png: Buffer;
  readonly min: number;
  readonly max: number;
  readonly legend: readonly { readonly label: string; readonly color: Rgb; readonly last: unknown }[];
}

/** Draws the numbers of a graph's series; undefined when there are none. Axes and words are for the mail around it. */
export function drawGraph(data: Readonly<Record<string, unknown>>, theme: 'light' | 'dark'): DrawnGraph | undefined {
  const series = readList(data.series, 100)
    .map(readObject)
    .map((each, index) => ({
      label: readText(each.label),
      color: readRgb(each.color) ?? (usual[index % usual.length] as Rgb),
      graphType: readText(each.graphType),
      breaks: each.detectDataGaps === true,
      weight: Math.min(5, Math.max(1, readNumber(each.lineWeight) ?? 2)),
      times: readList(each.times, Number.POSITIVE_INFINITY).map(Number),
      values: readList(each.values, Number.POSITIVE_INFINITY).map((value) =>
        typeof value === 'boolean' ? Number(value) : typeof value === 'number' ? value : undefined,
      ),
    }));
  const numbers = series.flatMap(({ values }) => values.filter((value) => value !== undefined));
  if (numbers.length === 0) return undefined;
  const includesZero = series.some(({ graphType }) => graphType !== 'line');
  const lowest = numbers.reduce((least, value) => Math.min(least, value), includesZero ? 0 : Number.POSITIVE_INFINITY);
  const highest = numbers.reduce((most, value) => Math.max(most, value), includesZero ? 0 : Number.NEGATIVE_INFINITY);
  const margin = highest > lowest ? 0 : Math.abs(highest) * 0.1 || 1;
  const [min, max] = [lowest - margin, highest + margin];
  const [start, end] = [readDateTime(readText(data.start)), readDateTime(readText(data.end))];
  const toX = (time: number): number => pad + ((time - start) / (end - start)) * (width - 2 * pad);
  const toY = (value: number): number => height - pad - ((value - min) / (max - min)) * (height - 2 * pad);
  const isDark = theme === 'dark';
  const picture = new Raster(width, height, isDark ? [31, 34, 40] : [255, 255, 255]);
  for (let line = 0; line <= 4; line += 1) {
    picture.fill(0, pad + (line * (height - 2 * pad)) / 4, width, 1, isDark ? [64, 68, 76] : [224, 228, 232]);
  }
  for (const { times, values, color, graphType, breaks, weight } of series) {
    let before: readonly [number, number] | undefined;
    for (const [place, value] of values.entries()) {
      const time = times[place] as number;
      if (value === undefined) {
        if (breaks) before = undefined;
        continue;
      }
      // The first bucket begins before the window, and is drawn at its edge.
      const point = [Math.max(pad, toX(time)), toY(value)] as const;
      if (graphType === 'bar') {
        const zero = toY(Math.max(min, Math.min(max, 0)));
        const wide = Math.max(1, (width - 2 * pad) / Math.max(1, times.length) - 1);
        picture.fill(point[0], Math.min(zero, point[1]), wide, Math.max(1, Math.abs(zero - point[1])), color);
      } else picture.line(before ?? point, point, before ? weight : weight + 2, color);
      before = point;
    }
  }
  const legend = series.map(({ label, color, values }) => ({
    label,
    color,
    last: values.findLast((each) => each !== undefined),
  }));
  return { png: picture.toPng(), min: lowest, max: highest, legend };
}
