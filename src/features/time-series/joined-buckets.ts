import type { AttributeValue } from '../../kernel/attribute-value.ts';
import type { Database } from '../../platform/database/database.ts';
import { type ComputedAggregation, findAggregation, type Partial } from './aggregations.ts';
import { readInRange, tooLarge } from './answer.ts';
import { readExtremes } from './extremes-store.ts';
import { readPartials } from './partials-store.ts';
import { type JoinedPick, readJoinedPicks, readPicks } from './picks-store.ts';
import type { TimeRange } from './range.ts';
import { mayBeTogether, together } from './several.ts';

/** An attribute of one device, under the key by which its states hold it. */
export interface JoinedSource {
  readonly deviceRowId: number;
  readonly key: string;
  readonly dataType: string;
}

/** A bucket and what all sources together have in it. */
export interface JoinedBucket {
  /** Its first ms. */
  readonly bucket: number;
  readonly value: AttributeValue;
}

/** Aggregations of the values of all sources together that `readJoinedBuckets` computes. */
export type JoinedAggregation = 'COUNT' | 'MAX' | 'MIN' | 'MEAN' | 'SUM' | 'STD_DEV' | 'MEDIAN';

interface JoinedQuestion {
  /** Both ends belong to it. */
  readonly range: TimeRange;
  /** Ms of a bucket, which begins at a multiple of it; 0: one bucket, called by the range's start. */
  readonly resolution: number;
}

/** Whether these are computed by one statement, which reads what they are made of once. */
export function areComputedTogether(names: readonly JoinedAggregation[]): boolean {
  const [first, ...others] = names.map(computedOf);
  return first !== undefined && others.every((other) => mayBeTogether(first, other));
}

function computedOf(name: JoinedAggregation): ComputedAggregation {
  const aggregation = findAggregation(name);
  if (aggregation?.kind !== 'computed') throw new Error(`${name} is not computed`);
  return aggregation;
}

/**
 * For each aggregation the buckets that have a value, in order, over all values of all sources in them; true and false count as 1 and 0, and
 * what is neither that nor a number is only counted. What is packed comes from rollups where these say what the states would, as in
 * time-series queries.
 *
 * @param question.aggregations those that `areComputedTogether`; a MEDIAN only of sources with one key, because it cannot be put together
 * @throws AppError Validation for a result that no double holds
 */
export async function readJoinedBuckets(
  database: Database,
  question: JoinedQuestion & {
    readonly sources: readonly JoinedSource[];
    readonly aggregations: readonly JoinedAggregation[];
  },
): Promise<JoinedBucket[][]> {
  const { sources, range, resolution } = question;
  const aggregations = question.aggregations.map(computedOf);
  const { aggregation, split } = together(aggregations);
  const usable = aggregation.numeric
    ? sources.filter(({ dataType }) => dataType === 'number' || dataType === 'boolean')
    : sources;
  const found = new Map<number, Partial>();
  // Devices of one make keep an attribute under the same key; what several keys have is put together here.
  for (const { key, isBoolean, deviceRowIds } of groupByKey(usable)) {
    const asked = { deviceRowIds, keys: [key], range, resolution, label: range.start };
    const read = readPartials(database, { ...asked, isJoined: true, isBoolean }, aggregation);
    for (const { buckets, parts } of await readInRange(read)) {
      for (const [bucket, partial] of partialsOf(buckets, parts[0] ?? [])) {
        const known = found.get(bucket);
        if (known && !aggregation.merge) throw new Error(`${question.aggregations.join(', ')} cannot be put together`);
        found.set(bucket, known && aggregation.merge ? aggregation.merge(known, partial) : partial);
      }
    }
  }
  return finish(found, aggregations, split);
}

/**
 * As `readJoinedBuckets`, of each source by itself: what many plots of a page ask of one device each is read at once.
 *
 * @returns for each source, in their order, the buckets of each aggregation
 * @throws AppError Validation for a result that no double holds, of any of them
 */
export async function readBucketsOfEach(
  database: Database,
  question: JoinedQuestion & {
    readonly sources: readonly JoinedSource[];
    readonly aggregations: readonly JoinedAggregation[];
  },
): Promise<JoinedBucket[][][]> {
  const { sources, range, resolution } = question;
  const aggregations = question.aggregations.map(computedOf);
  const { aggregation, split } = together(aggregations);
  const isUsable = ({ dataType }: JoinedSource) =>
    !aggregation.numeric || dataType === 'number' || dataType === 'boolean';
  const found = new Map<string, Map<number, Partial>>();
  for (const { key, isBoolean, deviceRowIds } of groupByKey(sources.filter(isUsable))) {
    const asked = { deviceRowIds, keys: [key], range, resolution, label: range.start };
    for (const { deviceRowId, buckets, parts } of await readInRange(
      readPartials(database, { ...asked, isBoolean }, aggregation),
    )) {
      found.set(`${deviceRowId} ${key}`, new Map(partialsOf(buckets, parts[0] ?? [])));
    }
  }
  return sources.map(({ deviceRowId, key }) =>
    finish(found.get(`${deviceRowId} ${key}`) ?? new Map(), aggregations, split),
  );
}

/** Sources that one statement can read. */
function groupByKey(sources: readonly JoinedSource[]) {
  const groups = Map.groupBy(sources, ({ key, dataType }) => `${key} ${dataType === 'boolean'}`);
  return [...groups.values()].map((group) => ({
    key: group[0]?.key ?? '',
    isBoolean: group[0]?.dataType === 'boolean',
    deviceRowIds: [...new Set(group.map(({ deviceRowId }) => deviceRowId))],
  }));
}

/** The buckets that have a value, with the parts of it. */
function partialsOf(buckets: readonly number[], columns: readonly (readonly (number | null)[])[]): [number, Partial][] {
  return buckets.flatMap((bucket, row): [number, Partial][] => {
    const partial = columns.flatMap((column) => column[row] ?? []);
    return partial.length < columns.length ? [] : [[bucket, partial]];
  });
}

function finish(
  found: ReadonlyMap<number, Partial>,
  aggregations: readonly ComputedAggregation[],
  split: (partial: Partial) => Partial[],
): JoinedBucket[][] {
  const ordered = [...found]
    .sort(([one], [other]) => one - other)
    .map(([bucket, partial]) => [bucket, split(partial)] as const);
  return aggregations.map((aggregation, place) =>
    ordered.map(([bucket, partials]) => {
      const value = aggregation.finish(partials[place] ?? []);
      if (!Number.isFinite(value)) throw tooLarge();
      return { bucket, value };
    }),
  );
}

/**
 * The first or the last value of each bucket that has one, of all sources together, in order; of what is reported at one moment, that of the
 * device made last is the later. From rollups where these know it.
 */
export async function readPickedBuckets(
  database: Database,
  question: JoinedQuestion & { readonly sources: readonly JoinedSource[]; readonly end: 'first' | 'last' },
): Promise<JoinedBucket[]> {
  const { sources, range, resolution, end } = question;
  const pick = { kind: 'pick', numeric: false, end } as const;
  const found = new Map<number, JoinedPick>();
  // Devices of one make keep an attribute under the same key; what several keys have is put together here.
  for (const [key, group] of Map.groupBy(sources, ({ key }) => key)) {
    const deviceRowIds = [...new Set(group.map(({ deviceRowId }) => deviceRowId))];
    const asked = { deviceRowIds, keys: [key], range, resolution, label: range.start };
    // A single one needs no times to be compared, and so no chunks.
    const picks =
      sources.length === 1
        ? (await readPicks(database, asked, pick)).map((row) => ({ ...row, time: 0 }))
        : await readJoinedPicks(database, asked, pick);
    for (const one of picks) {
      const known = found.get(one.bucket);
      if (!known || isFurther(one, known, end)) found.set(one.bucket, one);
    }
  }
  return [...found.values()]
    .sort((one, other) => one.bucket - other.bucket)
    .map(({ bucket, value }) => ({ bucket, value }));
}

/** Whether a pick lies nearer to the end of its bucket than another one. */
function isFurther(one: JoinedPick, other: JoinedPick, end: 'first' | 'last'): boolean {
  const distance = one.time - other.time || one.deviceRowId - other.deviceRowId;
  return end === 'first' ? distance < 0 : distance > 0;
}

/** A value that was reported, when and by whom. */
interface PeakPoint {
  readonly time: number;
  readonly deviceRowId: number;
  readonly value: number;
}

/**
 * Of each bucket and source of numbers the report with the least and the one with the greatest value, oldest first: what a plot keeps of more
 * reports than it has pixels for. Sources of other types have none.
 */
export async function readPeaks(
  database: Database,
  question: JoinedQuestion & { readonly sources: readonly JoinedSource[] },
): Promise<PeakPoint[]> {
  const { sources, range, resolution } = question;
  const numeric = sources.filter(({ dataType }) => dataType === 'number');
  const points = new Map<string, PeakPoint>();
  for (const [key, group] of Map.groupBy(numeric, ({ key }) => key)) {
    const deviceRowIds = [...new Set(group.map(({ deviceRowId }) => deviceRowId))];
    const asked = { deviceRowIds, keys: [key], range, resolution, label: range.start };
    for (const { deviceRowId, least, most } of await readInRange(readExtremes(database, asked))) {
      for (const extreme of [...(least[0] ?? []), ...(most[0] ?? [])]) {
        if (!extreme) continue;
        const [value, time] = extreme;
        points.set(`${deviceRowId} ${time}`, { time, deviceRowId, value });
      }
    }
  }
  return [...points.values()].sort((one, other) => one.time - other.time || one.deviceRowId - other.deviceRowId);
}
