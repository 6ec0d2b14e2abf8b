import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useRef } from 'react';
import { request } from '../api/client.ts';
import { keys } from '../api/query-keys.ts';
import type { Body } from '../api/shapes.ts';
import type { SeriesAnswer } from './columns.ts';
import { type Aggregation, type SeriesView, spanOf } from './view.ts';

/** Whose series: devices by id, or by tag. */
export interface Selection {
  readonly deviceIds?: readonly string[];
  readonly deviceTags?: readonly { readonly key?: string; readonly value?: string }[];
}

export interface SeriesQuestion {
  readonly applicationId: string;
  readonly selection: Selection;
  readonly attributes: readonly string[];
  /** Those of them that are no numbers: they have no peaks, so where reports are too many to be drawn, the last of each bucket is. */
  readonly notNumbers?: readonly string[];
  readonly view: SeriesView;
  /** Ms of a bucket, once it has been worked out. */
  readonly resolution: number;
  readonly enabled: boolean;
  /** Counts up when there may be something new; 0 when nobody watches. */
  readonly news?: number;
}

/** An answer, and when it had been read, on the clock of `performance.now()`. */
export interface ReadSeries {
  readonly answer: SeriesAnswer;
  readonly readAt: number;
  /** How many reports there were, where every one was asked for and they are too many: of each bucket the peaks are there instead. */
  readonly thinnedOf?: number | undefined;
}

/** Points of one device that the server gives without aggregation. */
export const mostRawPoints = 100_000;
/** A plot that changes more often than this is not read any better. */
const tailMs = 1_000;
/** A report that is stored this long after its time still finds its way onto a live plot. */
const lateMs = 10_000;

/**
 * The body of the time-series query for a view. Raw points come newest first, because of more than may be
 * answered the newest are wanted.
 */
export function toQuery(question: Pick<SeriesQuestion, 'selection' | 'attributes' | 'view' | 'resolution'>) {
  const { selection, attributes, view, resolution } = question;
  const { start, end, live } = spanOf(view, Date.now());
  return {
    ...selection,
    attributes,
    ...(live ? { duration: Math.round(end - start) } : { start: Math.round(start), end: Math.round(end) }),
    aggregation: view.aggregation,
    ...bucketsOf(view.aggregation, resolution),
  };
}

function bucketsOf(aggregation: Aggregation, resolution: number) {
  return aggregation === 'NONE' ? { limit: mostRawPoints, order: 'desc' as const } : { resolution };
}

/**
 * Asks for the series of a view. While the view ends now, `news` makes it ask again for the newest bucket only and put it
 * at the end, so that what is seen is what the server would return, whatever the aggregation.
 */
export function useSeries(question: SeriesQuestion) {
  const { applicationId, selection, attributes, view, resolution, enabled, news = 0 } = question;
  const queryClient = useQueryClient();
  const { range, from, to, zoom, aggregation } = view;
  const { live } = spanOf(view, Date.now());
  const key = JSON.stringify([applicationId, selection, attributes, range, from, to, zoom, aggregation, resolution]);
  const queryKey = useMemo(() => keys.series(key), [key]);
  const query = useQuery({
    queryKey,
    queryFn: () => readSeries(question),
    enabled: enabled && attributes.length > 0,
    placeholderData: keepPreviousData,
    refetchOnWindowFocus: live,
  });

  const latest = useRef({ question, news });
  latest.current = { question, news };
  useEffect(() => {
    if (!live) return;
    let seen = latest.current.news;
    let busy = false;
    const grow = async () => {
      const { question, news } = latest.current;
      const known = queryClient.getQueryData<ReadSeries>(queryKey);
      if (news === seen || busy || !known) return;
      seen = news;
      busy = true;
      try {
        const drawn = known.thinnedOf === undefined ? question : toPeaks(question);
        const tail = await askView(drawn, toTailQuery(drawn, known.answer));
        queryClient.setQueryData<ReadSeries>(queryKey, (old) =>
          old ? { ...old, answer: mergeTail(old.answer, tail), readAt: performance.now() } : old,
        );
      } catch {
        // The next news tries again; what is on the plot stays true.
      } finally {
        busy = false;
      }
    };
    const timer = setInterval(() => void grow(), tailMs);
    return () => clearInterval(timer);
  }, [live, queryKey, queryClient]);

  return query;
}

/** Reads what a view shows; of every report, where there are more than the server gives, those that make the peaks. */
async function readSeries(question: SeriesQuestion): Promise<ReadSeries> {
  const reports = question.view.aggregation === 'NONE' ? await countReports(question) : 0;
  const isThinned = reports > mostRawPoints;
  const drawn = isThinned ? toPeaks(question) : question;
  const answer = await askView(drawn, toQuery(drawn));
  return { answer, readAt: performance.now(), ...(isThinned ? { thinnedOf: reports } : {}) };
}

function toPeaks(question: SeriesQuestion): SeriesQuestion {
  return { ...question, view: { ...question.view, aggregation: 'MINMAX' } };
}

/** Reports of the view, of all its devices; of one that holds some of the attributes only it may say too few. */
async function countReports(question: SeriesQuestion): Promise<number> {
  const body = { ...toQuery({ ...question, view: { ...question.view, aggregation: 'COUNT' }, resolution: 0 }) };
  const { devices } = await askSeries(question.applicationId, body);
  const counts = Object.values(devices).flatMap((series) => series?.points ?? []);
  return counts.reduce((sum, { data }) => sum + Math.max(0, ...Object.values(data).map(Number)), 0);
}

type SeriesBody = Body<'POST', '/applications/{applicationId}/data/time-series-query'>;

/** Asks for what a view shows, oldest first. */
async function askView(
  { applicationId, view, resolution, notNumbers = [] }: SeriesQuestion,
  body: SeriesBody,
): Promise<SeriesAnswer> {
  if (view.aggregation !== 'MINMAX' || notNumbers.length === 0) {
    return toAscending(await askSeries(applicationId, body), view);
  }
  const [peaks, states] = await Promise.all([
    askSeries(applicationId, body),
    askSeries(applicationId, { ...body, attributes: [...notNumbers], aggregation: 'LAST', resolution }),
  ]);
  return joinAnswers(peaks, states);
}

/** The points of both, in order. */
function joinAnswers(one: SeriesAnswer, other: SeriesAnswer): SeriesAnswer {
  const devices = Object.entries(one.devices).map(([id, series]) => {
    const points = [...(series?.points ?? []), ...(other.devices[id]?.points ?? [])];
    points.sort((before, after) => (before.time < after.time ? -1 : before.time > after.time ? 1 : 0));
    return [id, series && { ...series, points }];
  });
  return { ...one, devices: Object.fromEntries(devices) };
}

function toAscending(answer: SeriesAnswer, { aggregation }: SeriesView): SeriesAnswer {
  if (aggregation !== 'NONE') return answer;
  const devices = Object.entries(answer.devices).map(([id, series]) => [
    id,
    series && { ...series, points: series.points.toReversed() },
  ]);
  return { ...answer, devices: Object.fromEntries(devices) };
}

function askSeries(applicationId: string, body: SeriesBody) {
  return request('POST', '/applications/{applicationId}/data/time-series-query', { path: { applicationId }, body });
}

/** Asks for what has come since, and for the last bucket again, which was not over; reports may be a little late. */
function toTailQuery({ selection, attributes, view, resolution }: SeriesQuestion, known: SeriesAnswer) {
  const start = Math.max(Date.parse(known.start), bucketOf(Date.parse(known.end) - lateMs, known.resolution));
  const { aggregation } = view;
  return { ...selection, attributes, start, aggregation, ...bucketsOf(aggregation, resolution) };
}

function bucketOf(time: number, resolution: number): number {
  return resolution > 0 ? Math.floor(time / resolution) * resolution : time;
}

/** The answer with its end replaced by a newer one, and without what is now before its start. */
export function mergeTail(answer: SeriesAnswer, tail: SeriesAnswer): SeriesAnswer {
  const { resolution } = answer;
  const start = Date.parse(answer.start) + Date.parse(tail.end) - Date.parse(answer.end);
  const first = new Date(bucketOf(start, resolution)).toISOString();
  const replaced = new Date(bucketOf(Date.parse(tail.start), resolution)).toISOString();
  const devices = Object.entries(tail.devices).map(([id, newer]) => {
    const kept = (answer.devices[id]?.points ?? []).filter(({ time }) => time >= first && time < replaced);
    return [id, { name: newer?.name ?? '', points: [...kept, ...(newer?.points ?? [])].slice(-mostRawPoints) }];
  });
  return { ...answer, start: new Date(start).toISOString(), end: tail.end, devices: Object.fromEntries(devices) };
}
