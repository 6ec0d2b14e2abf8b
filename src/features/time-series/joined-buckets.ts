import type { AttributeValue } from '../../kernel/attribute-value.ts';
import type { Database } from '../../platform/database/database.ts';
import { findAggregation, type Partial } from './aggregations.ts';
import { readInRange, tooLarge } from './answer.ts';
import { readPartials } from './partials-store.ts';
import { readPicks } from './picks-store.ts';
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

/** The first or the last value of each bucket that has one, of one source, in order; from rollups where these know it. */
export async function readPickedBuckets(
  database: Database,
  question: JoinedQuestion & { readonly source: JoinedSource; readonly end: 'first' | 'last' },
): Promise<JoinedBucket[]> {
  const { source, range, resolution, end } = question;
  const asked = { deviceRowIds: [source.deviceRowId], keys: [source.key], range, resolution, label: range.start };
  const rows = await readPicks(database, asked, { kind: 'pick', numeric: false, end });
  return rows.sort((one, other) => one.bucket - other.bucket).map(({ bucket, value }) => ({ bucket, value }));
}
