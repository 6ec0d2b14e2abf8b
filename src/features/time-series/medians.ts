import type { ConcurrencyLimiter } from '../../kernel/concurrency-limiter.ts';
import { invalid } from '../../kernel/errors.ts';
import { medianOf } from '../../kernel/statistics.ts';
import type { Database } from '../../platform/database/database.ts';
import type { BucketQuestion } from './bucket-states.ts';
import type { DeviceGroup } from './groups.ts';
import type { TimeRange } from './range.ts';
import { readInSlices, type SliceSizing } from './slices.ts';
import { type BucketRow, readNumbers } from './store.ts';

/** Values of the buckets under way, 8 bytes each: a device that reports four attributes every second for eleven days. */
const maxHeld = 4_000_000;
/** Numbers that are returned one by one, not added up by the database: no statement should bring more than a day of them. */
const maxSliceMs = 86_400_000;

interface Bucket {
  readonly row: Omit<BucketRow<unknown>, 'value'>;
  readonly chunks: Float64Array[];
  count: number;
}

/**
 * The median of each bucket, of buckets too wide to be read by one statement: unlike a mean it cannot be put together
 * from the medians of slices, so the numbers themselves are read slice by slice and held until their bucket is complete.
 *
 * @param ask the question about a slice of the range
 * @throws AppError Validation when a bucket holds more values than memory should
 */
export async function readMedians(
  database: Database,
  options: {
    stored: TimeRange;
    resolution: number;
    sizing: SliceSizing;
    limiter: ConcurrencyLimiter;
    group: DeviceGroup;
    ask: (slice: TimeRange) => BucketQuestion;
    limits?: { maxHeld: number };
  },
): Promise<BucketRow<number>[]> {
  const { stored, resolution, limiter, group, ask, limits = { maxHeld } } = options;
  const open = new Map<string, Bucket>();
  const medians: BucketRow<number>[] = [];
  let held = 0;
  const close = (key: string, bucket: Bucket): void => {
    medians.push({ ...bucket.row, value: medianOfBucket(bucket) });
    held -= bucket.count;
    open.delete(key);
  };
  const sizing = { ...options.sizing, maxMs: Math.min(options.sizing.maxMs, maxSliceMs) };
  await readInSlices({ range: stored, from: 'end', align: 1, sizing, limiter }, async (slice) => {
    for (const { value, ...row } of await readNumbers(database, ask(slice))) {
      const key = `${row.deviceRowId} ${row.bucket} ${row.position}`;
      const bucket = open.get(key) ?? { row, chunks: [], count: 0 };
      open.set(key, bucket);
      bucket.chunks.push(Float64Array.from(value));
      bucket.count += value.length;
      held += value.length;
    }
    if (held > limits.maxHeld) throw tooMany(limits.maxHeld, resolution, group);
    // Slices go back in time: what begins in this one or later has been read as a whole.
    if (resolution > 0) for (const [key, bucket] of open) if (bucket.row.bucket >= slice.start) close(key, bucket);
    return 'more';
  });
  for (const [key, bucket] of open) close(key, bucket);
  return medians;
}

function tooMany(max: number, resolution: number, { attributes }: DeviceGroup): Error {
  const advice = attributes.length > 1 ? 'a smaller one, or fewer attributes' : 'a smaller one';
  const what = resolution > 0 ? `of ${resolution} ms makes buckets` : 'of the whole range makes a bucket';
  return invalid('resolution', `${what} of more than ${max} values, too many for a MEDIAN; use ${advice}`);
}

/** As percentile_cont(0.5) has it: between the two in the middle of an even number of values. */
function medianOfBucket({ chunks, count }: Bucket): number {
  const all = new Float64Array(count);
  let filled = 0;
  for (const chunk of chunks) {
    all.set(chunk, filled);
    filled += chunk.length;
  }
  all.sort();
  return medianOf(all);
}
