import { t } from '../words/words.ts';
/** What a plot of series shows, as it stands in the address of its page. Times in epoch ms. */
export interface SeriesView {
  readonly range: RangeName | 'custom';
  /** Ends of a custom range. */
  readonly from?: number;
  readonly to?: number;
  /** The part that was dragged out of the range. */
  readonly zoom?: readonly [from: number, to: number];
  /** Ms of a bucket; 0 goes by the width of the plot. */
  readonly resolution: number;
  readonly aggregation: Aggregation;
  /** Undefined: nobody has chosen yet. */
  readonly attributes?: readonly string[];
}

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

export const ranges = {
  '15m': { label: t('15 minutes'), ms: 15 * minute },
  '1h': { label: t('1 hour'), ms: hour },
  '6h': { label: t('6 hours'), ms: 6 * hour },
  '1d': { label: t('1 day'), ms: day },
  '7d': { label: t('7 days'), ms: 7 * day },
  '30d': { label: t('30 days'), ms: 30 * day },
} as const;
export type RangeName = keyof typeof ranges;
export const rangeNames = Object.keys(ranges) as RangeName[];

/**
 * NONE shows every report as it came; MINMAX of each bucket the one with the least and the one with the greatest value, at their own times, so
 * that no peak is lost (docs/decisions/0042-raw-points-and-peaks.md).
 */
export const aggregations = [
  'LAST',
  'MEAN',
  'MIN',
  'MAX',
  'FIRST',
  'COUNT',
  'SUM',
  'MEDIAN',
  'STD_DEV',
  'MINMAX',
  'NONE',
] as const;
/** How the reports of a bucket become what is drawn; a name of the query API. */
export type Aggregation = (typeof aggregations)[number];
/** These work on values of every type, the others on numbers only. */
const takesEveryType: ReadonlySet<Aggregation> = new Set(['LAST', 'FIRST', 'COUNT', 'NONE']);

/** Whether the server takes this aggregation for an attribute of this `dataType`; all but four want numbers. */
export function canAggregate(aggregation: Aggregation, dataType: string): boolean {
  return dataType === 'number' || takesEveryType.has(aggregation);
}

const second = 1_000;
/** Widths of buckets that fall on full minutes, hours and days. */
export const resolutions = [
  ...[1, 2, 5, 10, 15, 30].map((count) => count * second),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * minute),
  ...[1, 2, 3, 6, 12].map((count) => count * hour),
  ...[1, 7].map((count) => count * day),
];

/**
 * A width of buckets in ms for people, in the largest unit that it fills: `30 s`, `5 min`, `1 h`, `7 d`. Not rounded.
 */
export function formatResolution(ms: number): string {
  if (ms >= day) return `${ms / day} d`;
  if (ms >= hour) return `${ms / hour} h`;
  return ms >= minute ? t('{ms} min', { ms: ms / minute }) : `${ms / second} s`;
}

/** The server returns at most 100,000 values to one query; a little less leaves room for the buckets at both ends. */
const mostValues = 90_000;

/**
 * The finest width of buckets that gives the plot a point for every two pixels and the server an answer it may give. What shows peaks has two
 * points of each bucket.
 */
export function pickResolution(
  spanMs: number,
  { width, lines, aggregation }: { width: number; lines: number; aggregation?: Aggregation },
): number {
  const values = Math.max(1, lines) * (aggregation === 'MINMAX' || aggregation === 'NONE' ? 2 : 1);
  const points = Math.max(1, Math.min(width / 2, mostValues / values));
  return resolutions.find((ms) => spanMs / ms <= points) ?? Math.ceil(spanMs / points / day) * day;
}

/** The width of buckets that a view is read with; nobody chooses one of every report, whose peaks alone may have to do. */
export function resolutionOf({ aggregation, resolution }: SeriesView, automatic: number): number {
  return aggregation === 'NONE' ? automatic : resolution || automatic;
}

/** What is shown from when to when; `live` when it ends now, and goes on ending now. */
export function spanOf(view: SeriesView, now: number): { start: number; end: number; live: boolean } {
  if (view.zoom) return { start: view.zoom[0], end: view.zoom[1], live: false };
  if (view.range !== 'custom') return { start: now - ranges[view.range].ms, end: now, live: true };
  const end = view.to ?? now;
  return { start: Math.min(view.from ?? end - day, end - 1), end, live: false };
}

/** Reads a view from an address, whatever somebody has typed there. */
export function readView(search: Readonly<Record<string, unknown>>, defaults: Partial<SeriesView> = {}): SeriesView {
  const from = readTime(search.from);
  const to = readTime(search.to);
  const [zoomFrom, zoomTo] = String(search.zoom ?? '')
    .split('-')
    .map(readTime);
  const range = [...rangeNames, 'custom' as const].find((name) => name === search.range) ?? defaults.range ?? '1h';
  const resolution = Number(search.resolution ?? 0);
  const attributes = readNames(search.attributes);
  return {
    range,
    ...(range === 'custom' && from !== undefined ? { from } : {}),
    ...(range === 'custom' && to !== undefined ? { to } : {}),
    ...(zoomFrom !== undefined && zoomTo !== undefined && zoomFrom < zoomTo ? { zoom: [zoomFrom, zoomTo] } : {}),
    resolution: Number.isFinite(resolution) && resolution >= second ? Math.round(resolution) : 0,
    aggregation: aggregations.find((name) => name === search.aggregation) ?? defaults.aggregation ?? 'LAST',
    ...(attributes ? { attributes } : {}),
  };
}

/** The part of an address that `readView` reads back; what was not chosen is undefined, and so not in it. */
export function writeView(view: SeriesView): Record<string, string | number | undefined> {
  return {
    range: view.range,
    from: view.from,
    to: view.to,
    zoom: view.zoom?.join('-'),
    resolution: view.resolution || undefined,
    aggregation: view.aggregation,
    attributes: view.attributes?.join(','),
  };
}

/** Names or ids, separated by commas, which neither may hold. Undefined when there is no such list. */
export function readNames(value: unknown): string[] | undefined {
  if (value === undefined) return undefined;
  return [...new Set(String(value).split(','))].filter((name) => name !== '');
}

function readTime(value: unknown): number | undefined {
  const time = Math.round(Number(value));
  return value !== '' && value !== null && time > 0 && time < 8.64e15 ? time : undefined;
}
