import type { AttributeValue } from '../../kernel/attribute-value.ts';
import type { Database } from '../../platform/database/database.ts';
import { findAggregation, type Partial } from './aggregations.ts';
import { readInRange, tooLarge } from './answer.ts';
import { readExtremes } from './extremes-store.ts';
import { readPartials } from './partials-store.ts';
import { type JoinedPick, readJoinedPicks, readPicks } from './picks-store.ts';
import type { TimeRange } from './range.ts';

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
export type JoinedAggregation = 'COUNT' | 'MAX' | 'MIN' | 'MEAN' | 'SUM' | 'STD_DEV';

interface JoinedQuestion {
  /** Both ends belong to it. */
  readonly range: TimeRange;
  /** Ms of a bucket, which begins at a multiple of it; 0: one bucket, called by the range's start. */
  readonly resolution: number;
}

/**
 * The buckets that have a value, in order, over all values of all sources in them; true and false count as 1 and 0, and what
 * is neither that nor a number is only counted. What is packed comes from rollups where these say what the states would, as in time-series
 * queries.
 *
 * @throws AppError Validation for a result that no double holds
 */
export async function readJoinedBuckets(
  database: Database,
  question: JoinedQuestion & { readonly sources: readonly JoinedSource[]; readonly aggregation: JoinedAggregation },
): Promise<JoinedBucket[]> {
  const { sources, range, resolution } = question;
  const aggregation = findAggregation(question.aggregation);
  if (aggregation?.kind !== 'computed') throw new Error(`${question.aggregation} is not computed`);
  const usable = aggregation.numeric
    ? sources.filter(({ dataType }) => dataType === 'number' || dataType === 'boolean')
    : sources;
  const found = new Map<number, Partial>();
  // Devices of one make keep an attribute under the same key; what several keys have is put together here.
  const groups = Map.groupBy(usable, ({ key, dataType }) => `${key} ${dataType === 'boolean'}`);
  for (const group of groups.values()) {
    const [{ key = '', dataType = '' } = {}] = group;
    const deviceRowIds = [...new Set(group.map(({ deviceRowId }) => deviceRowId))];
    const asked = { deviceRowIds, keys: [key], range, resolution, label: range.start };
    const isBoolean = dataType === 'boolean';
    const read = readPartials(database, { ...asked, isJoined: true, isBoolean }, aggregation);
    for (const { buckets, parts } of await readInRange(read)) {
      for (const [row, bucket] of buckets.entries()) {
        const partial = (parts[0] ?? []).flatMap((column) => column[row] ?? []);
        if (partial.length < (parts[0]?.length ?? 1)) continue;
        const known = found.get(bucket);
        found.set(bucket, known && aggregation.merge ? aggregation.merge(known, partial) : partial);
      }
    }
  }
  return [...found]
    .sort(([one], [other]) => one - other)
    .map(([bucket, partial]) => {
      const value = aggregation.finish(partial);
      if (!Number.isFinite(value)) throw tooLarge();
      return { bucket, value };
    });
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
