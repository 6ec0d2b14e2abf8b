import { colorOf, dashOf } from '../../../charts/colors.ts';
import { tellApart } from '../../../charts/contrast.ts';
import { mostAxes } from '../../../charts/plot-axes.ts';
import type { PlotMark } from '../../../charts/plot-marks.ts';
import type { PlotLine } from '../../../charts/time-plot.tsx';
import { makeNumberFormat } from '../number-format.ts';
import type { GraphData, GraphSeries } from '../shown.ts';

type Scheme = 'light' | 'dark';

const markDashes: Readonly<Record<string, readonly number[]>> = { dashed: [8, 4], dotted: [2, 3] };

/**
 * Series on common times, each with a value or null at each; those of text, or of true and false, apart; and what marks the
 * axes. Colours that were chosen are told from what they stand on in either scheme.
 */
export function toGraphLines({ series, decorators = [] }: GraphData, scheme: Scheme) {
  const numbered = series.map((each, place) => ({ series: each, place }));
  const drawn = numbered.filter((each) => !isBand(each.series));
  const times = [...new Set(drawn.flatMap((each) => each.series.times))].sort((one, other) => one - other);
  const places = new Map(times.map((time, index) => [time, index]));
  const scales = new Set(drawn.map(({ series: { axis } }) => axis.key));
  // More axes than four leave no room for the plot, so they become one.
  const scaleOf = (key: string) => (scales.size > mostAxes ? 'all' : key || 'left');
  const lines = drawn.map(({ series: each, place }): PlotLine & { isStacked: boolean } => {
    const values = new Array<number | null>(times.length).fill(null);
    for (const [index, time] of each.times.entries()) {
      const value = each.values[index] ?? null;
      const number = value === null ? Number.NaN : Number(value);
      values[places.get(time) ?? 0] = Number.isFinite(number) ? number : null;
    }
    const { axis, lineType, color } = each;
    return {
      key: `${place} ${each.label}`,
      label: each.label,
      color: color === undefined ? colorOf(place) : tellApart(color, scheme),
      dash: color === undefined ? dashOf(place) : [],
      scale: scaleOf(axis.key),
      axisLabel: axis.label,
      side: axis.position,
      format: makeNumberFormat(axis.format),
      isLogarithmic: axis.scale === 'log',
      isRoot: axis.scale === 'sqrt',
      isStacked: axis.stacked === true,
      isBoolean: false,
      form: each.graphType,
      curve: lineType === 'linear' ? undefined : lineType === 'step' ? 'stepAfter' : lineType,
      width: each.lineWeight,
      // As wide as the platform draws it: half a pixel more at each side than its weight.
      dots: each.dotWeight ? 2 * each.dotWeight + 1 : undefined,
      bounds: axis.min === undefined && axis.max === undefined ? undefined : { min: axis.min, max: axis.max },
      values,
    };
  });
  const first = lines[0]?.scale ?? 'left';
  const marks = decorators.map(
    ({ axis, y1, y2, label = '', color, lineStyle = '', lineWeight }): PlotMark => ({
      scale: scales.has(axis ?? '') ? scaleOf(axis ?? '') : first,
      from: y1,
      to: y2,
      label,
      color: tellApart(color ?? '#868e96', scheme),
      dash: markDashes[lineStyle],
      width: lineWeight,
    }),
  );
  return { times, lines: stack(lines), marks, bands: numbered.filter((each) => isBand(each.series)) };
}

/** Lines of an axis that is stacked stand on those before them, bars and areas on their own kind; a gap lifts nothing. */
function stack(lines: readonly (PlotLine & { readonly isStacked: boolean })[]): PlotLine[] {
  const tops = new Map<string, number[]>();
  const stacked = lines.map(({ isStacked, ...line }): PlotLine => {
    if (!isStacked) return line;
    const key = `${line.scale} ${line.form ?? 'line'}`;
    const top = tops.get(key) ?? new Array<number>(line.values.length).fill(0);
    tops.set(key, top);
    const heights = line.values.map((value, place) => {
      if (value === null) return null;
      const height = (top[place] ?? 0) + value;
      top[place] = height;
      return height;
    });
    return { ...line, heights };
  });
  // The highest first, so that what stands below it is drawn over it and stays to be seen.
  return stacked.some(({ heights }) => heights) ? stacked.reverse() : stacked;
}

/** What is not a number has states, not a height. */
function isBand({ values }: GraphSeries): boolean {
  return values.some((value) => typeof value === 'string' || typeof value === 'boolean');
}
