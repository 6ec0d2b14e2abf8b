import type { AttributeValue } from '../../kernel/attribute-value.ts';
import { invalid } from '../../kernel/errors.ts';
import type { Database } from '../../platform/database/database.ts';
import { sqlStateOf } from '../../platform/database/errors.ts';
import type { Aggregation, ComputedAggregation, PickAggregation } from './aggregations.ts';
import type { Point, PointMaker } from './answer.ts';
import { type DeviceGroup, groupDevices, maxGroupDevices, type WantedAttributes } from './groups.ts';
import { readMedians } from './medians.ts';
import type { TimeRange } from './range.ts';
import { type Pace, paceFor, readInSlices } from './slices.ts';
import { type BucketQuestion, type BucketRow, type PartialRow, readPartials, readPicks } from './store.ts';

/** Attributes of one statement: a median sorts each of them apart, in up to 8 MB on the embedded engine. */
const maxGroupAttributes = 16;
/** Devices of one statement when a bucket cannot be put together from slices. */
const maxUnslicedDevices = 10;
/** What the values of a wide bucket are collected of at a time. */
const collected = { maxDevices: 1, maxAttributes: 4 };
/** Values that one statement answers: what is in memory twice, as rows and as results, stays small. */
const maxStatementValues = 5000;

export interface AggregateQuery {
  readonly wanted: WantedAttributes;
  readonly aggregation: Aggregation;
  readonly range: TimeRange;
  /** The part of the range that can hold states at all. */
  readonly stored: TimeRange;
  /** Width of the buckets in ms; 0 makes one bucket of the whole range, labelled by its start. */
  readonly resolution: number;
  readonly order: 'asc' | 'desc';
  readonly pace: Pace;
}

/** Bucket by label, then values in the order of the device's attributes. */
type Buckets = Map<number, (readonly [string, AttributeValue])[]>;

/** One point for each bucket that has a value, by device key. */
export async function readAggregatedPoints(
  database: Database,
  query: AggregateQuery,
  maker: PointMaker,
): Promise<Map<number, Point[]>> {
  const byDevice = new Map<number, Buckets>();
  const { aggregation } = query;
  const collects = mustCollect(query);
  const maxDevices = aggregation.kind === 'pick' || aggregation.merge ? maxGroupDevices : maxUnslicedDevices;
  const sizes = collects ? collected : { maxDevices, maxAttributes: maxGroupAttributes };
  for (const group of groupDevices(query.wanted, sizes)) {
    const results =
      aggregation.kind === 'pick'
        ? await pickValues(database, query, aggregation, group)
        : collects
          ? await collectValues(database, query, group)
          : await computeValues(database, query, aggregation, group);
    for (const { deviceKey, bucket, position, value } of results.sort((a, b) => a.position - b.position)) {
      const name = group.attributes[position]?.name;
      if (name === undefined) continue;
      const buckets: Buckets = byDevice.get(deviceKey) ?? new Map();
      byDevice.set(deviceKey, buckets);
      const values = buckets.get(bucket) ?? [];
      buckets.set(bucket, values);
      values.push([name, value]);
    }
  }
  const direction = query.order === 'asc' ? 1 : -1;
  return new Map(
    [...byDevice].map(([deviceKey, buckets]) => [
      deviceKey,
      [...buckets].sort(([a], [b]) => (a - b) * direction).map(([time, values]) => maker.make(time, values)),
    ]),
  );
}

/** Begins at the end that decides, so that of a bucket in several slices the one that is read first counts. */
async function pickValues(
  database: Database,
  query: AggregateQuery,
  aggregation: PickAggregation,
  group: DeviceGroup,
): Promise<BucketRow<AttributeValue>[]> {
  const found = new Map<string, BucketRow<AttributeValue>>();
  const wanted = group.devices.length * group.attributes.length;
  const from = aggregation.end === 'first' ? 'start' : 'end';
  await readInSlices({ ...sliceOf(query, group), from, align: 1 }, async (slice) => {
    for (const row of await readPicks(database, questionOf(query, group, slice), aggregation)) {
      const key = keyOf(row);
      if (!found.has(key)) found.set(key, row);
    }
    return query.resolution === 0 && found.size === wanted ? 'done' : 'more';
  });
  return [...found.values()];
}

async function computeValues(
  database: Database,
  query: AggregateQuery,
  aggregation: ComputedAggregation,
  group: DeviceGroup,
): Promise<BucketRow<number>[]> {
  const { merge, finish } = aggregation;
  // By device, then by bucket.
  const known = new Map<number, Map<number, PartialRow['partials']>>();
  const align = merge ? 1 : query.resolution || Number.POSITIVE_INFINITY;
  // The newest first: whatever is older is more likely to be missing, and a gap makes slices longer.
  await readInSlices({ ...sliceOf(query, group), from: 'end', align }, async (slice) => {
    const rows = await readInRange(readPartials(database, questionOf(query, group, slice), aggregation));
    for (const { deviceKey, bucket, partials } of rows) {
      const buckets = known.get(deviceKey) ?? new Map<number, PartialRow['partials']>();
      known.set(deviceKey, buckets);
      const newer = buckets.get(bucket);
      buckets.set(
        bucket,
        newer && merge ? partials.map((some, index) => mergeIf(merge, newer[index], some)) : partials,
      );
    }
    return 'more';
  });
  return group.attributes.flatMap((_attribute, position) => {
    const results: BucketRow<number>[] = [];
    for (const [deviceKey, buckets] of known) {
      for (const [bucket, partials] of buckets) {
        const partial = partials[position];
        if (!partial) continue;
        const value = finish(partial);
        if (!Number.isFinite(value)) throw tooLarge();
        results.push({ deviceKey, bucket, position, value });
      }
    }
    return results;
  });
}

function mergeIf(
  merge: NonNullable<ComputedAggregation['merge']>,
  one: readonly number[] | undefined,
  other: readonly number[] | undefined,
): readonly number[] | undefined {
  return one && other ? merge(one, other) : (one ?? other);
}

/** Whether buckets can neither be put together from partial results nor be trusted to be read quickly as a whole. */
function mustCollect({ aggregation, resolution, stored, pace }: AggregateQuery): boolean {
  if (aggregation.kind === 'pick' || aggregation.merge) return false;
  return (resolution > 0 ? resolution : stored.end - stored.start) > pace.firstMs;
}

async function collectValues(
  database: Database,
  query: AggregateQuery,
  group: DeviceGroup,
): Promise<BucketRow<number>[]> {
  const { stored, resolution, pace } = query;
  const ask = (slice: TimeRange): BucketQuestion => questionOf(query, group, slice);
  const medians = await readInRange(readMedians(database, { stored, resolution, pace, group, ask }));
  if (medians.some(({ value }) => !Number.isFinite(value))) throw tooLarge();
  return medians;
}

function keyOf({ deviceKey, bucket, position }: BucketRow<unknown>): string {
  return `${deviceKey} ${bucket} ${position}`;
}

function sliceOf({ stored, resolution, ...query }: AggregateQuery, { devices, attributes }: DeviceGroup) {
  const pace = paceFor(query.pace, devices.length);
  const buckets = Math.max(1, Math.floor(maxStatementValues / (devices.length * attributes.length)));
  const maxMs = resolution > 0 ? Math.min(pace.maxMs, resolution * buckets) : pace.maxMs;
  return { range: stored, pace: { ...pace, maxMs } };
}

function questionOf({ range, resolution }: AggregateQuery, group: DeviceGroup, slice: TimeRange): BucketQuestion {
  return {
    deviceKeys: group.devices.map(({ deviceKey }) => deviceKey),
    keys: group.attributes.map(({ key }) => String(key)),
    range: slice,
    resolution,
    label: range.start,
  };
}

/** PostgreSQL refuses to compute what a double cannot hold (numeric_value_out_of_range), and JSON could not say it. */
async function readInRange<Rows>(reading: Promise<Rows>): Promise<Rows> {
  try {
    return await reading;
  } catch (error) {
    throw sqlStateOf(error) === '22003' ? tooLarge(error) : error;
  }
}

function tooLarge(cause?: unknown): Error {
  return Object.assign(invalid('aggregation', 'gives a number that is too large to be written'), { cause });
}
