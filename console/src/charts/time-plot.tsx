import { Box } from '@mantine/core';
import { type KeyboardEvent, memo, useEffect, useRef, useState } from 'react';
import UPlot from 'uplot';
import { formatTime } from '../shared/format.ts';
import { timePreferences } from '../shared/time-preferences.ts';
import { t } from '../words/words.ts';
import { gapsOfLine } from './gaps.ts';
import { mostAxes } from './plot-axes.ts';
import { toIndex, toZoom } from './plot-keys.ts';
import { drawMarks, drawMoments, type PlotMark, type PlotMoment } from './plot-marks.ts';
import { formatPoint } from './point-text.ts';
import { thinPlaces } from './thin.ts';
import { formatTicks, ticksOf } from './time-ticks.ts';

/** One line of a plot: its values, one or null for each of the times of the plot, and how it is drawn. */
export interface PlotLine {
  readonly key: string;
  readonly label: string;
  readonly color: string;
  /** Lines of the same scale share an axis. */
  readonly scale: string;
  /** Of its values, if known. */
  readonly unit?: string | undefined;
  /** Of the strokes of the line, in px; empty: no blanks. */
  readonly dash?: readonly number[];
  /** How it is drawn; left out: as a line. */
  readonly form?: 'line' | 'area' | 'bar' | undefined;
  /** How its points are joined; left out: straight. */
  readonly curve?: 'monotone' | 'stepBefore' | 'stepAfter' | undefined;
  /** Of the line, in px. */
  readonly width?: number | undefined;
  /** How large its points are, in px; left out: only those that stand alone are drawn. */
  readonly dots?: number | undefined;
  /** What its axis is called; left out: by its unit, or beside other axes by its scale. */
  readonly axisLabel?: string | undefined;
  /** Where its axis stands; left out: the first at the left, the next at the right, and so on. */
  readonly side?: 'left' | 'right' | 'hidden' | undefined;
  /** How its values are written beside its axis and in a legend; left out: as short as they may be. */
  readonly format?: ((value: number) => string) | undefined;
  /** Whether equal steps of its axis are equal ratios. */
  readonly isLogarithmic?: boolean | undefined;
  /** Whether equal steps of its axis are equal roots. */
  readonly isRoot?: boolean | undefined;
  /** What is true or false, as 1 and 0. It holds its value until the next one. */
  readonly isBoolean: boolean;
  /** What its axis shows at least, where it does not follow the values. */
  readonly bounds?: { readonly min?: number | undefined; readonly max?: number | undefined } | undefined;
  readonly values: readonly (number | null)[];
  /** At which heights they are drawn, where that is not what they are: on top of other lines. */
  readonly heights?: readonly (number | null)[] | undefined;
}

/** Where the plot stands in its element, in CSS px: what is drawn beside it begins and ends there. */
export interface PlotPlace {
  readonly left: number;
  readonly width: number;
}

export interface TimePlotProps {
  readonly label: string;
  /** Epoch ms, ascending; every line has a value or null for each. */
  readonly times: readonly number[];
  readonly lines: readonly PlotLine[];
  /** What is on the plot, also where there is no point; epoch ms. */
  readonly start: number;
  readonly end: number;
  /** Ms between two values where they are of buckets, else 0: what is missing longer than usual is a gap. */
  readonly resolution: number;
  readonly height?: number;
  /** How many axes of values are drawn at most; lines of further scales are drawn without. */
  readonly axes?: number;
  readonly marks?: readonly PlotMark[];
  /** When the points had been read, on the clock of performance.now(): how long it took from then on is measured. */
  readonly readAt?: number;
  /** Keys of lines that are not drawn for now. */
  readonly hidden?: ReadonlySet<string> | undefined;
  /** Drawn as dashed uprights. */
  readonly moments?: readonly PlotMoment[] | undefined;
  /** Plots of the same name have one cross-hair: pointing at a time in one points at it in all. */
  readonly crossHair?: string;
  /** Where the plot is within its element, whenever that changes. */
  readonly onPlace?: (place: PlotPlace) => void;
  /** Somebody has dragged over this part, or asked for it with the keys. */
  readonly onZoom?: (start: number, end: number) => void;
  /** Somebody points at the points of this index, or at none. */
  readonly onPoint?: (index: number | undefined) => void;
}

/** The name under which the browser keeps how long the last plot took; `bench/console-plot.ts` reads it. */
export const plotMeasure = 'signalbox.plot';
const { timeZone } = timePreferences;
const usualHeight = 280;
/** A shorter drag is a click. */
const shortestDrag = 8;

const noMoments: readonly PlotMoment[] = [];

/**
 * A plot over time that can be zoomed by dragging, and read and zoomed with the keys: arrows move the cross-hair, + and -
 * zoom around it, Escape takes it away. The caller shows what the lines are called.
 */
export const TimePlot = memo(function TimePlot(props: TimePlotProps) {
  const {
    label,
    times,
    lines,
    start,
    end,
    height = usualHeight,
    readAt,
    axes = mostAxes,
    hidden,
    crossHair,
    moments = noMoments,
    marks,
  } = props;
  const host = useRef<HTMLDivElement>(null);
  const [announced, setAnnounced] = useState('');
  const plot = useRef<UPlot>(undefined);
  /** The places of the points that are drawn, where not all are. */
  const drawn = useRef<readonly number[]>(undefined);
  const latest = useRef(props);
  latest.current = props;
  const shape = JSON.stringify([
    lines.map(({ values: _values, heights: _heights, ...line }) => line),
    marks?.map(({ scale, from, to, label: words, color }) => [scale, from, to, words, color]),
    crossHair,
  ]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `shape` is what of the lines a plot is made of; the rest, and its height, is set below
  useEffect(() => {
    const element = host.current;
    if (element === null) return;
    const made = new UPlot(
      {
        width: element.clientWidth || 600,
        height,
        ...(timeZone === undefined ? {} : { tzDate: (time) => UPlot.tzDate(new Date(time * 1_000), timeZone) }),
        legend: { show: false },
        cursor: {
          drag: { x: true, y: false, setScale: false, dist: shortestDrag },
          bind: { dblclick: () => () => null },
          ...(crossHair === undefined ? {} : { sync: toSync(crossHair) }),
        },
        scales: {
          x: { time: true, range: () => [latest.current.start / 1_000, latest.current.end / 1_000] },
          ...boundScales(latest.current.lines, latest.current.marks),
          ...booleanScales(latest.current.lines),
        },
        series: [
          {},
          ...latest.current.lines.map((line, _, all) => toSeries(line, all.length === 1, { latest, places: drawn })),
        ],
        axes: toAxes(latest.current.lines, axes),
        hooks: {
          setSelect: [
            (self) => {
              if (self.select.width < shortestDrag) return;
              const from = self.posToVal(self.select.left, 'x');
              const to = self.posToVal(self.select.left + self.select.width, 'x');
              self.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
              latest.current.onZoom?.(Math.floor(from * 1_000), Math.ceil(to * 1_000));
            },
          ],
          setCursor: [
            (self) => {
              const place = self.cursor.idx ?? undefined;
              latest.current.onPoint?.(place === undefined ? undefined : (drawn.current?.[place] ?? place));
            },
          ],
          drawClear: [(self) => drawMarks(self, latest.current.marks ?? [])],
          draw: [(self) => drawMoments(self, latest.current.moments ?? noMoments), () => noteTime(latest.current)],
          drawAxes: [
            ({ bbox }) =>
              latest.current.onPlace?.({
                left: bbox.left / devicePixelRatio,
                width: bbox.width / devicePixelRatio,
              }),
          ],
        },
      },
      // The points follow below, once.
      [[], ...latest.current.lines.map(() => [])],
      element,
    );
    plot.current = made;
    // Called at once, too, when nothing has changed: the plot would be drawn a second time.
    const observer = new ResizeObserver(() => resize(made, element.clientWidth || 600, made.height));
    observer.observe(element);
    return () => {
      observer.disconnect();
      made.destroy();
      plot.current = undefined;
    };
  }, [shape, axes]);

  useEffect(() => {
    const made = plot.current;
    if (made) resize(made, made.width, height);
  }, [height]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: they are what is drawn
  useEffect(() => {
    const made = plot.current;
    if (made === undefined) return;
    // A narrow plot that grows draws more of the points at its next data; what it lacks lies between two pixels.
    const { times: all, lines: each } = latest.current;
    const values = each.map((line) => line.heights ?? line.values);
    drawn.current = thinPlaces(all, values, { start, end, pixels: made.width });
    made.setData(toData(all, values, drawn.current));
  }, [times, lines, start, end, readAt, shape, axes]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a plot that has been made anew shows every line
  useEffect(() => {
    const made = plot.current;
    if (!made) return;
    made.batch(() => {
      for (const [index, { key }] of latest.current.lines.entries()) {
        const show = !hidden?.has(key);
        if (made.series[index + 1]?.show !== show) made.setSeries(index + 1, { show });
      }
    });
  }, [hidden, shape, axes]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: they are what is drawn
  useEffect(() => plot.current?.redraw(false), [moments]);

  const press = (event: KeyboardEvent<HTMLDivElement>): void => {
    const made = plot.current;
    if (!made || event.ctrlKey || event.metaKey || event.altKey) return;
    // The cross-hair goes from one point that is drawn to the next; of a long series not all are.
    const places = drawn.current;
    const shown = places ? places.map((place) => times[place] ?? 0) : times;
    const zoom = toZoom(event.key, { times: shown, start, end, at: made.cursor.idx });
    const at = toIndex(event.key, { times: shown, start, end, at: made.cursor.idx, isFar: event.shiftKey });
    if (zoom) latest.current.onZoom?.(...zoom);
    else if (at !== undefined) {
      const time = shown[at] ?? 0;
      made.setCursor({ left: made.valToPos(time / 1_000, 'x'), top: height / 2 });
      setAnnounced(describePoint(time, lines, places?.[at] ?? at, hidden));
    } else if (event.key === 'Escape' && announced !== '') {
      made.setCursor({ left: -10, top: -10 });
      setAnnounced('');
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <>
      <Box
        ref={host}
        role="img"
        aria-label={label}
        aria-description={t('Arrow keys move the cross-hair, plus and minus zoom, Escape ends it.')}
        tabIndex={0}
        className="plot"
        mih={height}
        style={{ overflow: 'hidden' }}
        onKeyDown={press}
      />
      <span className="off-screen" role="status">
        {announced}
      </span>
    </>
  );
});

function resize(plot: UPlot, width: number, height: number): void {
  if (plot.width !== width || plot.height !== height) plot.setSize({ width, height });
}

function toData(
  times: readonly number[],
  lines: readonly (readonly (number | null)[])[],
  places: readonly number[] | undefined,
): UPlot.AlignedData {
  if (places === undefined) {
    return [times.map((time) => time / 1_000), ...lines.map((values) => values as (number | null)[])];
  }
  return [
    places.map((place) => (times[place] ?? 0) / 1_000),
    ...lines.map((values) => places.map((place) => values[place] ?? null)),
  ];
}

/** Only where somebody points is told to the others: a part that is dragged over is zoomed into once. */
function toSync(key: string): UPlot.Cursor.Sync {
  return {
    key,
    scales: ['x', null],
    setSeries: false,
    filters: { pub: (type) => type === 'mousemove' || type === 'mouseleave' },
  };
}

/** What a screen reader says of a place on the plot. */
function describePoint(
  time: number,
  lines: readonly PlotLine[],
  at: number,
  hidden: ReadonlySet<string> | undefined,
): string {
  const values = lines
    .filter(({ key, values }) => !hidden?.has(key) && (values[at] ?? null) !== null)
    .map(({ label, values, isBoolean }) => `${label} ${formatPoint(values[at], isBoolean)}`);
  return `${formatTime(time)}: ${values.length === 0 ? t('no value') : values.join(', ')}`;
}

/** What the callbacks of a plot read when it is drawn. */
interface Drawn {
  readonly latest: { readonly current: TimePlotProps };
  /** The places of the points that are drawn, where not all are. */
  readonly places: { readonly current: readonly number[] | undefined };
}

function toSeries(line: PlotLine, alone: boolean, { latest, places }: Drawn): UPlot.Series {
  const { label, color, scale, isBoolean, dash = [] } = line;
  const gapsOf = (series: number) => {
    const { times, lines, resolution } = latest.current;
    return gapsOfLine(times, lines[series - 1]?.values ?? [], resolution);
  };
  const pixelOf = (plot: UPlot, place: number): number =>
    Math.round(plot.valToPos((latest.current.times[place] ?? 0) / 1_000, 'x', true));
  return {
    label,
    scale,
    stroke: color,
    width: line.width ?? 1.5,
    dash: [...dash],
    // Lines of other devices have their points at other times, so what is missing at one time is no gap yet.
    gaps: (plot, series) => gapsOf(series).gaps.map(([before, after]) => [pixelOf(plot, before), pixelOf(plot, after)]),
    // A point that stands alone has no line to be seen by.
    points: line.dots
      ? { show: true, size: line.dots, fill: color }
      : {
          size: 5,
          fill: color,
          filter: (_plot, series, show) => (show ? null : toDrawn(gapsOf(series).alone, places.current)),
        },
    ...((line.form === 'area' || (alone && line.form === undefined)) && !isBoolean ? { fill: `${color}1f` } : {}),
    ...(line.form === 'bar' ? barsOf(color) : {}),
    ...(line.curve === undefined ? {} : pathsOf(line.curve)),
    ...(isBoolean && UPlot.paths.stepped ? { paths: UPlot.paths.stepped({ align: 1 }) } : {}),
  };
}

/** Places among all points as places among those that are drawn. */
function toDrawn(places: number[], drawn: readonly number[] | undefined): number[] {
  return drawn === undefined ? places : places.map((place) => drawn.indexOf(place)).filter((place) => place >= 0);
}

/** Bars as wide as their buckets leave room for. */
function barsOf(color: string): Partial<UPlot.Series> {
  if (!UPlot.paths.bars) return {};
  return { fill: `${color}99`, width: 1, paths: UPlot.paths.bars({ size: [0.7, 60], align: 1 }) };
}

function pathsOf(curve: NonNullable<PlotLine['curve']>): Partial<UPlot.Series> {
  const { spline, stepped } = UPlot.paths;
  if (curve === 'monotone') return spline ? { paths: spline() } : {};
  return stepped ? { paths: stepped({ align: curve === 'stepAfter' ? 1 : -1 }) } : {};
}

/** A scale of square roots; below 0 it is the same upside down. */
const rootScale: UPlot.Scale = {
  distr: 100,
  fwd: (value) => Math.sign(value) * Math.sqrt(Math.abs(value)),
  bwd: (value) => Math.sign(value) * value ** 2,
};

/** Scales that begin or end where they are told to; bars and areas begin at 0. */
function boundScales(lines: readonly PlotLine[], marks: readonly PlotMark[] = []): Record<string, UPlot.Scale> {
  const names = new Set(lines.map(({ scale }) => scale));
  return Object.fromEntries(
    [...names].flatMap((name): [string, UPlot.Scale][] => {
      const own = lines.filter(({ scale }) => scale === name);
      const { min, max } = own.find(({ bounds }) => bounds)?.bounds ?? {};
      const hasZero = own.some(({ form }) => form === 'bar' || form === 'area');
      const isLogarithmic = own.some((line) => line.isLogarithmic === true);
      if (isLogarithmic) return [[name, { distr: 3, log: 10 }]];
      const roots = own.some((line) => line.isRoot === true) ? rootScale : {};
      const marked = marks.filter(({ scale }) => scale === name).flatMap(({ from, to }) => [from, to ?? from]);
      if (min === undefined && max === undefined && !hasZero && marked.length === 0)
        return roots === rootScale ? [[name, roots]] : [];
      const range = (_plot: UPlot, lowest: number, highest: number): UPlot.Range.MinMax => {
        const low = Math.min(lowest ?? marked[0] ?? 0, ...marked);
        const high = Math.max(highest ?? marked[0] ?? 1, ...marked);
        const from = min ?? (hasZero ? Math.min(0, low) : low - (high - low) * 0.05);
        const to = max ?? (hasZero ? Math.max(0, high) : high) + Math.abs(high - low) * 0.05;
        return to > from ? [from, to] : [from, from + 1];
      };
      return [[name, { ...roots, range }]];
    }),
  );
}

/** Scales of which every line is true or false: nothing lies between. */
function booleanScales(lines: readonly PlotLine[]): Record<string, UPlot.Scale> {
  const names = new Set(lines.map(({ scale }) => scale));
  return Object.fromEntries(
    [...names].filter((name) => isBooleanScale(lines, name)).map((name) => [name, { range: [-0.1, 1.1] }]),
  );
}

function isBooleanScale(lines: readonly PlotLine[], name: string): boolean {
  return lines.every(({ scale, isBoolean }) => scale !== name || isBoolean);
}

function toAxes(lines: readonly PlotLine[], most: number): UPlot.Axis[] {
  const grid = { stroke: 'rgba(128, 128, 128, 0.2)', width: 1 };
  const visible = lines.filter(({ side }) => side !== 'hidden');
  const scales = [...new Set(visible.map(({ scale }) => scale))].slice(0, most);
  const isNarrow = most < mostAxes;
  return [
    { stroke: '#808488', grid, ticks: grid, values: formatTicks, space: 80 },
    ...scales.map((scale, index): UPlot.Axis => {
      const [first, ...others] = lines.filter((line) => line.scale === scale);
      const label = first?.axisLabel ?? (scales.length > 1 ? scale : first?.unit);
      const isRight = first?.side === undefined ? index % 2 === 1 : first.side === 'right';
      return {
        scale,
        // With several axes, the colour tells whose it is, unless lines of several colours share it; its label tells too.
        stroke: scales.length > 1 && first && others.length === 0 ? first.color : '#808488',
        ...(label === undefined || label === '' ? {} : { label, labelSize: 18, labelFont: '12px sans-serif' }),
        side: isRight ? 1 : 3,
        size: isNarrow ? 44 : 60,
        ...(isBooleanScale(lines, scale)
          ? { splits: [0, 1], values: (_plot: UPlot, splits: number[]) => splits.map((split) => String(split === 1)) }
          : { values: ticksOf(lines.find((line) => line.scale === scale && line.format)?.format) }),
        grid: index === 0 ? grid : { show: false },
        ticks: grid,
      };
    }),
  ];
}

let measured: number | undefined;

/** Tells the browser's timeline how long it took from the points having been read to their being drawn. */
function noteTime({ readAt, times, lines }: TimePlotProps): void {
  if (readAt === undefined || readAt === measured) return;
  measured = readAt;
  // One is kept: a live plot would fill the timeline for ever.
  performance.clearMeasures(plotMeasure);
  performance.measure(plotMeasure, {
    start: readAt,
    end: performance.now(),
    detail: { points: times.length * lines.length },
  });
}
