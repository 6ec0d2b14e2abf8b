import type { AttributeValue } from '../../../../kernel/attribute-value.ts';
import { type BlockData, type BlockQuestion, readColor, selectSegment, tellMissing } from '../block-question.ts';
import { type Config, readList, readNumber, readObject, readText } from '../config.ts';
import type { StoredPoint } from '../points-store.ts';
import { maxRawPoints } from '../reader.ts';
import { measureTimeAt } from '../time-at-value.ts';
import { findMissing, type Missing, readAggregation, sourcesOf } from '../value-query.ts';
import { standardMs } from '../windows.ts';

/** Points of a series that a pixel can show: the first, the last, and the peaks between them. */
const pointsPerPixel = 4;
/** Buckets of which the peaks are read where there are too many points: more than a graph has pixels. */
const peakBuckets = 2_000;
/** Buckets of a series: beyond, they are made wider, and the block says so. */
const maxBuckets = 10_000;

export interface Series {
  readonly times: number[];
  readonly values: (AttributeValue | null)[];
  readonly isTruncated: boolean;
  /** Whether they are the peaks of more points than there are. */
  readonly isThinned?: boolean;
}

/** dashboards.md, "7. Blocks", graph: a series for each segment over all its devices' points. */
export async function showGraph(question: BlockQuestion): Promise<BlockData> {
  const { config, texts, window } = question;
  const duration = window.duration || standardMs;
  const asked = Math.max(1, window.resolution || Math.ceil(duration / 60));
  const resolution = Math.max(asked, Math.ceil(duration / maxBuckets));
  const range = { start: window.end - duration + 1, end: window.end };
  const isRealTime = config.realTime === true;
  const yAxes = readList(config.yAxes, 20).map(readObject);
  const maxPoints = question.size.pixels === undefined ? maxRawPoints : question.size.pixels * pointsPerPixel;
  const series = await Promise.all(
    readList(config.segments, 100)
      .map(readObject)
      .map(async (segment) => {
        const { selected, attribute } = await selectSegment(question, segment);
        const missing = findMissing(selected, attribute);
        const own = missing
          ? nothing
          : await readSeries(question, segment, sourcesOf(selected.devices, attribute), {
              ...range,
              resolution: isRealTime ? 0 : resolution,
              // A sum of some is not the sum of all.
              keepsPeaks: segment.cumulative !== true,
            });
        const drawn = thin(applyExpression(question, segment, own), maxPoints);
        const unit = selected.devices[0]?.attributes.get(attribute)?.attributeTags?.unit;
        return {
          label: texts.plain(segment.label) || attribute,
          ...readStyle(segment),
          axis: readAxis(question, segment, yAxes, unit),
          isTruncated: own.isTruncated || selected.truncated,
          isThinned: drawn.isThinned || own.isThinned === true,
          ...(config.realTime === true || readAggregation(segment.aggregation).type === 'NONE' ? { isRaw: true } : {}),
          times: drawn.times,
          values: segment.cumulative === true ? sumUp(drawn.values) : drawn.values,
          ...tellMissing(
            missing ?? (own.values.some((value) => value !== null) ? undefined : noData(attribute, selected)),
          ),
        };
      }),
  );
  const decorators = readList(config.decorators, 100)
    .map(readObject)
    .flatMap((each) => readDecorator(question, each, yAxes));
  return {
    isEmpty: series.every(({ missing }) => missing !== undefined),
    truncated: series.some(({ isTruncated }) => isTruncated),
    data: {
      start: new Date(range.start).toISOString(),
      end: new Date(range.end).toISOString(),
      resolution: isRealTime ? 0 : resolution,
      ...(resolution > asked ? { isWidened: true } : {}),
      hideLegend: config.hideLegend === true,
      mayChoose: config.disallowUserSelectedDuration !== true,
      ...(series.some(({ isThinned }) => isThinned) ? { isThinned: true } : {}),
      series: series.map(({ isThinned: _isThinned, isTruncated: _isTruncated, ...told }) => told),
      ...(decorators.length === 0 ? {} : { decorators }),
    },
  };
}

const nothing: Series = { times: [], values: [], isTruncated: false };

interface SeriesRange {
  readonly start: number;
  readonly end: number;
  /** Ms of a bucket; 0: what was reported. */
  readonly resolution: number;
  /** Whether of more points than are read those of the whole range do that make its peaks, instead of the newest. */
  readonly keepsPeaks?: boolean;
}

/** The points of a series: of each bucket its aggregation, or what was reported. */
export async function readSeries(
  { reader }: BlockQuestion,
  segment: Config,
  sources: ReturnType<typeof sourcesOf>,
  { start, end, resolution, keepsPeaks = false }: SeriesRange,
): Promise<Series> {
  const aggregation = readAggregation(segment.aggregation);
  if (resolution === 0 || aggregation.type === 'NONE') {
    const newest = await reader.points(sources, { start, end });
    const isMore = newest.length === maxRawPoints;
    const hasPeaks = isMore && keepsPeaks && sources.every(({ dataType }) => dataType === 'number');
    const peakMs = Math.ceil((end - start + 1) / peakBuckets);
    const points = hasPeaks ? await reader.peaks(sources, { start, end, resolution: peakMs }) : newest;
    return {
      times: points.map(({ time }) => time),
      values: points.map(({ value }) => value),
      isTruncated: isMore && !hasPeaks,
      ...(hasPeaks ? { isThinned: true } : {}),
    };
  }
  const first = Math.floor(start / resolution) * resolution;
  const count = Math.floor((end - first) / resolution) + 1;
  // Not before the question is answered, when it is this block's turn: ten thousand take the thread a while.
  const listTimes = (): number[] => {
    const times: number[] = [];
    for (let index = 0; index < count; index += 1) times.push(first + index * resolution);
    return times;
  };
  if (aggregation.type === 'TIMEATVALUE') {
    const timed = await reader.timed(sources, { start: first, end });
    const newest = new Map(timed.before.map((point) => [point.deviceRowId, point]));
    let place = 0;
    const times = listTimes();
    const values = times.map((bucket) => {
      const until = Math.min(end, bucket + resolution);
      const from = place;
      while (place < timed.points.length && (timed.points[place] as StoredPoint).time < until) place += 1;
      const points = timed.points.slice(from, place);
      const value = measureTimeAt(
        aggregation.value,
        { before: [...newest.values()], points },
        { start: bucket, end: until },
      );
      for (const point of points) newest.set(point.deviceRowId, point);
      return value;
    });
    return { times, values, isTruncated: false };
  }
  // The first bucket begins before the window, and is shown as a whole: half of it would be no mean of a bucket.
  const buckets = await reader.buckets({ sources, aggregation: aggregation.type, start: first, end, resolution });
  const byTime = new Map(buckets.map(({ bucket, value }) => [bucket, value]));
  const isCount = aggregation.type === 'COUNT';
  const times = listTimes();
  return { times, values: times.map((time) => byTime.get(time) ?? (isCount ? 0 : null)), isTruncated: false };
}

function applyExpression({ texts }: BlockQuestion, segment: Config, series: Series): Pick<Series, 'times' | 'values'> {
  if (readText(segment.expression).trim() === '') return series;
  return {
    times: series.times,
    values: series.values.map((value, index) => {
      if (value === null) return null;
      const made = texts.evaluate(segment.expression, { value, time: new Date(series.times[index] ?? 0) }, value);
      if (typeof made === 'number') return Number.isFinite(made) ? made : null;
      return typeof made === 'string' || typeof made === 'boolean' ? made : null;
    }),
  };
}

function sumUp(values: readonly (AttributeValue | null)[]): (AttributeValue | null)[] {
  let sum = 0;
  return values.map((value) => {
    if (value === null || typeof value === 'string') return null;
    sum += Number(value);
    return sum;
  });
}

function noData(attribute: string, { devices }: { devices: readonly { name: string }[] }): Missing {
  const device = devices.length === 1 ? devices[0]?.name : undefined;
  return { reason: 'noData', attribute, ...(device === undefined ? {} : { device }) };
}

function readStyle(segment: Config) {
  const oneOf = <Name extends string>(value: unknown, names: readonly Name[]): Name =>
    names.find((name) => name === value) ?? (names[0] as Name);
  return {
    color: readColor(segment.color),
    graphType: oneOf(segment.graphType, ['line', 'area', 'bar']),
    lineType: oneOf(segment.lineType, ['linear', 'monotone', 'step', 'stepBefore', 'stepAfter']),
    lineWeight: readNumber(segment.lineWeight) ?? 2,
    dotWeight: readNumber(segment.dotWeight) ?? 0,
    detectDataGaps: segment.detectDataGaps === true,
  };
}

/** Segments with the same label and bounds share an axis; of those without a label, what has the same unit does. */
function readAxis({ texts }: BlockQuestion, segment: Config, yAxes: readonly Config[], unit: string | undefined) {
  const named = yAxes.find(({ id }) => id !== undefined && id === segment.yAxisId);
  const axis = named ?? {
    label: segment.yAxisLabel,
    format: segment.yAxisFormat,
    min: segment.yAxisMin,
    max: segment.yAxisMax,
    position: undefined,
    scale: undefined,
    stacked: undefined,
  };
  const label = texts.plain(axis.label) || unit || '';
  const min = readNumber(texts.plain(axis.min));
  const max = readNumber(texts.plain(axis.max));
  const format = readText(axis.format);
  const scale = ['log', 'sqrt'].find((each) => each === axis.scale);
  const position = ['right', 'hidden'].find((each) => each === axis.position);
  return {
    key: named ? readText(named.id) : [label, min, max].join(' '),
    label,
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
    ...(format === '' ? {} : { format }),
    ...(scale === undefined ? {} : { scale }),
    ...(axis.stacked === true ? { stacked: true } : {}),
    ...(position === undefined ? {} : { position }),
  };
}

/** A line or a stripe across the plot; none where its place is no number. */
function readDecorator({ texts }: BlockQuestion, decorator: Config, yAxes: readonly Config[]): object[] {
  const y1 = readNumber(texts.plain(decorator.y1));
  const y2 = readNumber(texts.plain(decorator.y2));
  const isArea = decorator.type === 'area';
  if (y1 === undefined || (isArea && y2 === undefined)) return [];
  const weight = readNumber(decorator.lineWeight);
  const style = readText(decorator.lineStyle);
  const color = readColor(decorator.color);
  return [
    {
      type: isArea ? 'area' : 'line',
      axis: yAxes.some(({ id }) => id === decorator.yAxisId) ? readText(decorator.yAxisId) : '',
      y1,
      ...(isArea ? { y2 } : {}),
      label: texts.plain(decorator.label),
      ...(color === undefined ? {} : { color }),
      ...(style === '' ? {} : { lineStyle: style }),
      ...(weight === undefined ? {} : { lineWeight: weight }),
    },
  ];
}

/**
 * A series of at most about so many points that looks the same: of each stretch the first, the lowest, the highest and the
 * last, so that no peak is lost.
 */
export function thin(series: Pick<Series, 'times' | 'values'>, most: number) {
  const { times, values } = series;
  if (times.length <= most || values.some((value) => typeof value === 'string')) return { ...series, isThinned: false };
  const size = Math.ceil((times.length * pointsPerPixel) / most);
  const kept: number[] = [];
  for (let from = 0; from < times.length; from += size) {
    const to = Math.min(times.length, from + size) - 1;
    let [lowest, highest] = [from, from];
    let [least, greatest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let place = from; place <= to; place += 1) {
      const given = values[place];
      if (given === null || given === undefined) continue;
      const value = Number(given);
      if (value < least) [lowest, least] = [place, value];
      if (value > greatest) [highest, greatest] = [place, value];
    }
    for (const place of [from, Math.min(lowest, highest), Math.max(lowest, highest), to]) {
      if (place !== kept.at(-1)) kept.push(place);
    }
  }
  return {
    times: kept.map((place) => times[place] as number),
    values: kept.map((place) => values[place] as AttributeValue | null),
    isThinned: true,
  };
}
