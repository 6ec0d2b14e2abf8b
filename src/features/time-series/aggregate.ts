import type { AttributeValue } from '../../kernel/attribute-value.ts';
import type { ConcurrencyLimiter } from '../../kernel/concurrency-limiter.ts';
import { AppError } from '../../kernel/errors.ts';
import { inParallel } from '../../kernel/in-parallel.ts';
import type { Database } from '../../platform/database/database.ts';
import type { Aggregation, ComputedAggregation, PickAggregation } from './aggregations.ts';
import { type Point, type PointMaker, readInRange, tooLarge } from './answer.ts';
import { type BucketQuestion, hourMs } from './bucket-states.ts';
import { combineCutBuckets } from './cut-buckets.ts';
import { type DevicePart, type DeviceValues, makePoints, toColumns } from './device-values.ts';
import { DeviceExtremes } from './extremes.ts';
import { readExtremes } from './extremes-store.ts';
import { type DeviceGroup, groupDevices, type WantedAttributes } from './groups.ts';
import { JoinedSlices } from './joined-slices.ts';
import { readMedians } from './medians.ts';
import { readPartials } from './partials-store.ts';
import { readPicks } from './picks-store.ts';
import type { TimeRange } from './range.ts';
import { readInSlices, readPackedInSlices, type SliceSizing, sizingFor } from './slices.ts';
import { type BucketRow, findPackedUntil } from './store.ts';

/** Attributes of one statement: a median sorts each of them apart, in up to 8 MB on the embedded engine. */
const maxGroupAttributes = 16;
/**
 * Devices of one statement; a bucket of each has no more values than the statement may return. Many are read together, in
 * shorter slices of time: reports of one time lie side by side on disk, whosever they are.
 */
const maxGroupDevices = { computed: 500, pick: 300, extremes: 300 };
/** The same when a bucket cannot be put together from slices (`canMerge`). */
const maxUnslicedDevices = 10;
/**
 * Groups that are read at the same time, unless their values have to be collected, which takes memory: a server may use two
 * processors for a question about many devices.
 */
const groupsAtOnce = { embedded: 1, server: 2 };
/** What the values of a wide bucket are collected of at a time. */
const collected = { maxDevices: 1, maxAttributes: 4 };
/** Values that one statement returns, in memory as text and as values at once: numbers are short, others may be long. */
const maxStatementValues = { computed: 20_000, pick: 5000, extremes: 5000 };

export interface AggregateQuery {
  readonly wanted: WantedAttributes;
  readonly aggregation: Aggregation;
  readonly range: TimeRange;
  /** The part of the range that can hold states at all. */
  readonly stored: TimeRange;
  /** Width of the buckets in ms; 0 makes one bucket of the whole range, labelled by its start. */
  readonly resolution: number;
  readonly order: 'asc' | 'desc';
  readonly sizing: SliceSizing;
  readonly limiter: ConcurrencyLimiter;
}

/** One point for each bucket that has a value, by device key. */
export async function readAggregatedPoints(
  database: Database,
  query: AggregateQuery,
  maker: PointMaker,
): Promise<Map<number, Point[]>> {
  const { aggregation } = query;
  if (aggregation.kind === 'extremes') return readExtremePoints(database, query, maker);
  const byDevice = new Map<number, DevicePart[]>();
  const collects = mustCollect(query);
  const maxDevices = canMerge(aggregation) ? maxGroupDevices[aggregation.kind] : maxUnslicedDevices;
  const sizes = collects ? collected : { maxDevices, maxAttributes: maxGroupAttributes };
  const groups = groupDevices(query.wanted, sizes);
  const found: Map<number, DeviceValues>[] = [];
  const atOnce = collects ? 1 : groupsAtOnce[database.kind];
  await inParallel([...groups.entries()], atOnce, async ([index, group]) => {
    found[index] =
      aggregation.kind === 'pick'
        ? toColumns(await pickValues(database, query, aggregation, group), group.attributes.length)
        : collects
          ? toColumns(await collectValues(database, query, group), group.attributes.length)
          : await computeOrCollect(database, query, aggregation, group);
  });
  for (const [index, { attributes }] of groups.entries()) {
    const names = attributes.map(({ name }) => name);
    for (const [deviceRowId, values] of found[index] ?? []) {
      const parts = byDevice.get(deviceRowId);
      if (parts) parts.push({ names, next: 0, ...values });
      else byDevice.set(deviceRowId, [{ names, next: 0, ...values }]);
    }
  }
  return new Map([...byDevice].map(([deviceRowId, parts]) => [deviceRowId, makePoints(parts, query.order, maker)]));
}

/** The points of MINMAX: at most two of each bucket and attribute. */
async function readExtremePoints(
  database: Database,
  query: AggregateQuery,
  maker: PointMaker,
): Promise<Map<number, Point[]>> {
  const found = new Map<number, DeviceExtremes>();
  for (const group of groupDevices(query.wanted, {
    maxDevices: maxGroupDevices.extremes,
    maxAttributes: maxGroupAttributes,
  })) {
    const names = group.attributes.map(({ name }) => name);
    await readInSlices({ ...sliceOf(query, group), from: 'end', align: 1 }, async (slice) => {
      for (const columns of await readInRange(readExtremes(database, questionOf(query, group, slice)))) {
        const extremes = found.get(columns.deviceRowId) ?? new DeviceExtremes();
        found.set(columns.deviceRowId, extremes);
        extremes.add(columns, names);
      }
      return 'more';
    });
  }
  return new Map([...found].map(([deviceRowId, extremes]) => [deviceRowId, extremes.toPoints(query.order, maker)]));
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
  const packedUntil = await findRollups(database, query, group);
  await readPackedInSlices({ ...sliceOf(query, group), from, align: 1, packedUntil }, async (slice) => {
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
): Promise<Map<number, DeviceValues>> {
  const known = new Map<number, JoinedSlices>();
  const align = aggregation.merge ? 1 : query.resolution || Number.POSITIVE_INFINITY;
  // The newest first: whatever is older is more likely to be missing, and a gap makes slices longer.
  const slicing = { ...sliceOf(query, group), from: 'end', align } as const;
  const read = async (slice: TimeRange): Promise<'more'> => {
    for (const columns of await readInRange(readPartials(database, questionOf(query, group, slice), aggregation))) {
      const joined = known.get(columns.deviceRowId) ?? new JoinedSlices(aggregation, group.attributes.length);
      known.set(columns.deviceRowId, joined);
      joined.addOlder(columns);
    }
    return 'more';
  };
  if (aggregation.merge) {
    await readPackedInSlices({ ...slicing, packedUntil: await findRollups(database, query, group) }, read);
  } else await readInSlices(slicing, read);
  await combineCutBuckets(
    database,
    aggregation,
    known.values().flatMap((joined) => joined.cutBuckets()),
  );
  return new Map([...known].map(([deviceRowId, joined]) => [deviceRowId, joined.finish()]));
}

/** Up to when the range is packed; undefined where nothing is, or no hour of a rollup fits into one bucket. */
async function findRollups(
  database: Database,
  { resolution, stored }: AggregateQuery,
  { devices }: DeviceGroup,
): Promise<number | undefined> {
  if (resolution % hourMs !== 0 || stored.end - stored.start < hourMs) return undefined;
  return findPackedUntil(
    database,
    devices.map(({ deviceRowId }) => deviceRowId),
    stored,
  );
}

/**
 * PostgreSQL's median of an even number of values takes the difference of the two in the middle, which may be too large
 * although the median is not. Then the values are collected, whatever it takes.
 */
async function computeOrCollect(
  database: Database,
  query: AggregateQuery,
  aggregation: ComputedAggregation,
  group: DeviceGroup,
): Promise<Map<number, DeviceValues>> {
  try {
    return await computeValues(database, query, aggregation, group);
  } catch (error) {
    if (canMerge(aggregation) || !(error instanceof AppError && error.type === 'Validation')) throw error;
    return toColumns(await collectValues(database, query, group), group.attributes.length);
  }
}

/** Whether a bucket can be put together from slices. */
function canMerge(aggregation: Aggregation): boolean {
  return aggregation.kind !== 'computed' || aggregation.merge !== undefined;
}

/** Whether buckets can neither be put together from partial results nor be trusted to be read quickly as a whole. */
function mustCollect({ aggregation, resolution, stored, sizing }: AggregateQuery): boolean {
  if (canMerge(aggregation)) return false;
  return (resolution > 0 ? resolution : stored.end - stored.start) > sizing.firstMs;
}

async function collectValues(
  database: Database,
  query: AggregateQuery,
  group: DeviceGroup,
): Promise<BucketRow<number>[]> {
  const { stored, resolution, sizing, limiter } = query;
  const ask = (slice: TimeRange): BucketQuestion => questionOf(query, group, slice);
  const medians = await readInRange(readMedians(database, { stored, resolution, sizing, limiter, group, ask }));
  if (medians.some(({ value }) => !Number.isFinite(value))) throw tooLarge();
  return medians;
}

function keyOf({ deviceRowId, bucket, position }: BucketRow<unknown>): string {
  return `${deviceRowId} ${bucket} ${position}`;
}

function sliceOf({ stored, resolution, aggregation, ...query }: AggregateQuery, { devices, attributes }: DeviceGroup) {
  const sizing = sizingFor(query.sizing, devices.length);
  const buckets = Math.max(1, Math.floor(maxStatementValues[aggregation.kind] / (devices.length * attributes.length)));
  const maxMs = resolution > 0 ? Math.min(sizing.maxMs, resolution * buckets) : sizing.maxMs;
  return { range: stored, sizing: { ...sizing, maxMs }, limiter: query.limiter };
}

function questionOf(
  { range, stored, resolution }: AggregateQuery,
  group: DeviceGroup,
  slice: TimeRange,
): BucketQuestion {
  return {
    deviceRowIds: group.devices.map(({ deviceRowId }) => deviceRowId),
    keys: group.attributes.map(({ key }) => String(key)),
    range: slice,
    resolution,
    label: range.start,
    isSlice: slice.start > stored.start || slice.end < stored.end,
  };
}
