import type { AttributeValue } from '../../../kernel/attribute-value.ts';
import type { Database } from '../../../platform/database/database.ts';
import { type JoinedBucket, type JoinedSource, readJoinedBuckets, readPickedBuckets } from '../../time-series/index.ts';

/** An attribute of one device, under the key by which its states hold it. */
export type StoredSource = JoinedSource;

/** Aggregations of all points of all sources together; NONE and TIMEATVALUE are made of the points themselves. */
export const bucketAggregations = ['FIRST', 'LAST', 'COUNT', 'MAX', 'MIN', 'MEDIAN', 'MEAN', 'SUM', 'STD_DEV'] as const;
export type BucketAggregation = (typeof bucketAggregations)[number];

/** True and false count as 1 and 0 (dashboards.md, "5. Data: one request, one stream"). */
const number = `(case jsonb_typeof(value) when 'number' then value::float8 when 'boolean' then value::boolean::int::float8 end)`;

const dayMs = 86_400_000;

/** The place of the last state of a chunk that is no later. */
const placeAt = (time: string) => `width_bucket(greatest(least(${time} - start, ${dayMs}), -1)::integer, offsets)`;

/** Of chunks only the part in the range is unpacked, and of it only the wanted attribute. */
const points = `
  select state.time, source.device_row_id, state.value
  from unnest($1::bigint[], $2::text[]) as source (device_row_id, key)
  cross join lateral (
    select time, data -> source.key as value from device_state_history
    where device_row_id = source.device_row_id and time >= $3::bigint and time <= $4::bigint and data ? source.key
    union all
    select start + at, value
    from (
      select start, offsets, columns, ${placeAt('$3::bigint - 1')} + 1 as low, ${placeAt('$4::bigint')} as high
      from device_state_chunk_history
      where device_row_id = source.device_row_id and start > $3::bigint - ${dayMs} and start <= $4::bigint and last_time >= $3::bigint
    ) chunk
    cross join lateral unnest(offsets[low:high], chunk_values(columns, source.key, low, high)) as packed (at, value)
    where value is not null
  ) state`;

interface Range {
  readonly start: number;
  readonly end: number;
}

/** What is asked of the buckets of some sources. */
export interface BucketsAsked extends Range {
  readonly sources: readonly StoredSource[];
  readonly aggregation: BucketAggregation;
  /** Ms of a bucket, which begins at a multiple of it; 0: one bucket, called `start`. */
  readonly resolution: number;
}

/**
 * The buckets that have a value, in order; both ends of the range belong to it. What is packed is read from rollups, as time-series
 * queries do, but for MEDIAN, which is made of the points.
 *
 * @throws AppError Validation for a result that no double holds
 */
export async function readBuckets(database: Database, question: BucketsAsked): Promise<JoinedBucket[]> {
  const { sources, aggregation, resolution, start, end } = question;
  const range = { start, end };
  if (aggregation === 'FIRST' || aggregation === 'LAST') {
    return readPickedBuckets(database, { sources, range, resolution, end: aggregation === 'FIRST' ? 'first' : 'last' });
  }
  if (aggregation === 'MEDIAN' && new Set(sources.map(({ key }) => key)).size > 1)
    return readMedians(database, question);
  const [buckets = []] = await readJoinedBuckets(database, { sources, aggregations: [aggregation], range, resolution });
  return buckets;
}

/** Of sources of several keys: what one of them has cannot be put together with what others have. */
function readMedians(database: Database, question: BucketsAsked): Promise<JoinedBucket[]> {
  const { sources, resolution, start, end } = question;
  const bucket = resolution > 0 ? '(time / $5::bigint) * $5::bigint' : '$5::bigint';
  return database.query({
    sql: `select bucket, value from (
        select ${bucket} as bucket, to_jsonb(percentile_cont(0.5) within group (order by ${number})) as value
        from (${points}) point group by 1) one
      where value is not null order by bucket`,
    parameters: [...toParameters(sources), start, end, resolution > 0 ? resolution : start],
  });
}

export interface StoredPoint {
  readonly time: number;
  readonly deviceRowId: number;
  readonly value: AttributeValue;
}

/** The points themselves, the newest `limit` of them, oldest first. */
export async function readPoints(
  database: Database,
  { sources, start, end, limit }: Range & { readonly sources: readonly StoredSource[]; readonly limit: number },
): Promise<StoredPoint[]> {
  const rows = await database.query<StoredPoint>({
    sql: `select time, device_row_id as "deviceRowId", value from (${points}) point order by time desc, device_row_id desc limit $5`,
    parameters: [...toParameters(sources), start, end, limit],
  });
  return rows.reverse();
}

/** Of each source its first or last point in a range, where it has one. Of what is packed no states are read but these. */
export function readEnds(
  database: Database,
  {
    sources,
    start,
    end,
    which,
  }: Range & { readonly sources: readonly StoredSource[]; readonly which: 'first' | 'last' },
): Promise<StoredPoint[]> {
  const order = which === 'first' ? 'asc' : 'desc';
  const place = (time: string) => `width_bucket((${time} - start)::integer, offsets)`;
  return database.query({
    sql: `select found.time, source.device_row_id as "deviceRowId", found.value
      from unnest($1::bigint[], $2::text[]) as source (device_row_id, key)
      cross join lateral (
        select time, value from (
          (select time, data -> source.key as value from device_state_history
            where device_row_id = source.device_row_id and time >= $3::bigint and time <= $4::bigint and data ? source.key
            order by time ${order} limit 1)
          union all
          (select start + offsets[place], chunk_value_of(columns, source.key, place)
            from (
              select start, offsets, columns,
                case when start >= $3::bigint then 1 else ${place('$3::bigint - 1')} + 1 end as low,
                case when last_time <= $4::bigint then count else ${place('$4::bigint')} end as high
              from device_state_chunk_history
              where device_row_id = source.device_row_id and start > $3::bigint - ${dayMs} and start <= $4::bigint and last_time >= $3::bigint
              order by start ${order}) chunk
            cross join lateral chunk_end(columns, source.key, low, high, ${which === 'last'}) place
            where place is not null order by start ${order} limit 1)
        ) one order by time ${order} limit 1
      ) found`,
    parameters: [...toParameters(sources), start, end],
  });
}

function toParameters(sources: readonly Pick<StoredSource, 'deviceRowId' | 'key'>[]): [number[], string[]] {
  return [sources.map(({ deviceRowId }) => deviceRowId), sources.map(({ key }) => key)];
}

/** What a device has reported at one time, by the keys of its attributes. */
export interface StoredReport {
  readonly deviceRowId: number;
  readonly time: number;
  readonly data: Readonly<Record<string, AttributeValue>>;
}

/**
 * The newest reports of a range that hold at least one of the keys wanted of their device, oldest first.
 *
 * @param question.wanted keys by the number of the device's row
 */
export async function readReports(
  database: Database,
  {
    wanted,
    start,
    end,
    limit,
  }: Range & { readonly wanted: ReadonlyMap<number, readonly string[]>; readonly limit: number },
): Promise<StoredReport[]> {
  const sources = [...wanted].flatMap(([deviceRowId, keys]) => keys.map((key) => ({ deviceRowId, key })));
  const rows = await database.query<StoredReport>({
    sql: `select state.time, device.device_row_id as "deviceRowId", state.data
      from (
        select device_row_id, array_agg(key) as keys
        from unnest($1::bigint[], $2::text[]) as source (device_row_id, key) group by device_row_id
      ) device
      cross join lateral (
        select time, data from (
          (select time, data from device_state_history
            where device_row_id = device.device_row_id and time >= $3::bigint and time <= $4::bigint and data ?| device.keys
            order by time desc limit $5::integer)
          union all
          select packed.time, packed.data
            from (select from device_state_chunk_history c where c.device_row_id = device.device_row_id
              and c.start > $3::bigint - 86400000 and c.start <= $4::bigint limit 1) as found
            cross join lateral compact_states(device.device_row_id, $3::bigint, $4::bigint + 1, device.keys, $5::integer, true) packed
        ) newest
        order by time desc limit $5::integer
      ) state
      order by state.time desc, device.device_row_id limit $5::integer`,
    parameters: [...toParameters(sources), start, end, limit],
  });
  return rows.reverse();
}
