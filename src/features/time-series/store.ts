import type { AttributeValue } from '../../kernel/attribute-value.ts';
import type { Database } from '../../platform/database/database.ts';
import { readPartitionRange } from '../device-state/index.ts';
import type { ComputedAggregation, PickAggregation } from './aggregations.ts';
import type { TimeRange } from './range.ts';

/** The part of the range for which `device_state` has partitions; empty (`start` after `end`) when it has none there. */
export async function clipToPartitions(database: Database, { start, end }: TimeRange): Promise<TimeRange> {
  const partitions = await readPartitionRange(database);
  return { start: Math.max(start, partitions.start), end: Math.min(end, partitions.end) };
}

/** States of some devices in a range, by bucket. Every key is in `keys` once. */
export interface BucketQuestion {
  readonly deviceRowIds: readonly number[];
  /** Attribute keys, as `device_state.data` has them. */
  readonly keys: readonly string[];
  readonly range: TimeRange;
  /** 0: one bucket, labelled `label`. */
  readonly resolution: number;
  readonly label: number;
}

/** One attribute in one bucket. `position` is the place of the attribute's key in the question. */
export interface BucketRow<Value> {
  readonly deviceRowId: number;
  readonly bucket: number;
  readonly position: number;
  readonly value: Value;
}

function parametersOf({ deviceRowIds, keys, range, resolution, label }: BucketQuestion): unknown[] {
  const asked = isOfOne(deviceRowIds) ? deviceRowIds[0] : deviceRowIds;
  return [asked, range.start, range.end, resolution > 0 ? resolution : label, keys];
}

/**
 * A statement about one device is worth a plan that is kept: it is the same whatever the range is. With more of them, the
 * best way to the rows depends on how many there are.
 */
function isOfOne(deviceRowIds: readonly number[]): boolean {
  return deviceRowIds.length === 1;
}

/** Buckets of a statement: more than any answer has values (`maxValues` in service.ts). */
const slotBits = 20;

/**
 * A query with a row for each device and bucket (`device_row_id`, `bucket`) and what `aggregates` make there of `columns`.
 *
 * It groups by one number for both. PostgreSQL guesses how many groups there will be, for two columns a tenth of the rows,
 * and then sorts all rows rather than keep so many groups; for a number that it knows nothing of it takes 200. The "offset
 * 0" keeps it from looking through that, and from extracting a value anew for every aggregate that uses it.
 */
function groupByBucket(
  { deviceRowIds, resolution }: BucketQuestion,
  { columns, aggregates }: { columns: readonly string[]; aggregates: readonly string[] },
): string {
  // $4 is the buckets' width, or the label of the only one. Division by it is toward zero throughout, also before 1970.
  const [number, bucket] =
    resolution > 0
      ? [
          'time / $4::bigint - $2::bigint / $4::bigint',
          `($2::bigint / $4::bigint + (slot & ${2 ** slotBits - 1})) * $4::bigint`,
        ]
      : ['0', '$4::bigint'];
  // Plain bounds on both key columns: partitions outside the range are not even planned for, the others use the index.
  const device = isOfOne(deviceRowIds) ? '$1::bigint' : 'any($1::bigint[])';
  return `select slot >> ${slotBits} as device_row_id, ${bucket} as bucket, ${aggregates.join(', ')}
    from (select (device_row_id << ${slotBits}) + ${number} as slot, ${columns.join(', ')}
      from device_state_history where device_row_id = ${device} and time >= $2::bigint and time <= $3::bigint offset 0) state
    group by slot`;
}

/** `data -> key` for the key at the given place in `$5`. */
function valueAt(index: number, state = ''): string {
  return `${state}data -> ($5::text[])[${index + 1}]`;
}

/** What a statement computed of one device: columns as long as `buckets`, which are in order, each there once. */
export interface PartialColumns {
  readonly deviceRowId: number;
  readonly buckets: readonly number[];
  /** By the attribute's place in the question, then by the part's in the aggregation; null where there is no value. */
  readonly parts: readonly (readonly (readonly (number | null)[])[])[];
}

/**
 * Partial results of an aggregation; the rows are read once, whatever the number of attributes. Columns arrive as JSON: a
 * row of the protocol for each bucket, a text for each of its numbers, would take as long as computing them.
 */
export async function readPartials(
  database: Database,
  question: BucketQuestion,
  aggregation: ComputedAggregation,
): Promise<PartialColumns[]> {
  // jsonb holds numbers as numeric: taken as they are they cost a third of what doubles do, and add up exactly.
  const values = question.keys.map(
    (_key, index) => `${aggregation.numeric ? `(${valueAt(index)})::numeric` : valueAt(index)} as v${index}`,
  );
  const parts = question.keys.map((_key, index) => aggregation.partial(`v${index}`));
  const computed = parts.flatMap((some, index) => some.map((part, place) => `(${part})::float8 as p${index}_${place}`));
  const columns = parts.map(
    (some, index) => `json_build_array(${some.map((_part, place) => `array_agg(p${index}_${place})`).join(', ')})`,
  );
  const grouped = groupByBucket(question, { columns: values, aggregates: computed });
  // Aggregates see the rows in the order of the subquery (manual, 9.21: "supplying the input values from a sorted
  // subquery"); the "offset 0" keeps that order from being had by sorting the states instead of the buckets.
  return database.query({
    sql: `select device_row_id as "deviceRowId", to_json(array_agg(bucket)) as buckets, json_build_array(${columns.join(', ')}) as parts
      from (select * from (${grouped} offset 0) unordered order by device_row_id, bucket) bucket
      group by device_row_id`,
    parameters: parametersOf(question),
    prepared: isOfOne(question.deviceRowIds),
  });
}

/** The numbers of each bucket, in no order. */
export async function readNumbers(
  database: Database,
  question: BucketQuestion,
): Promise<BucketRow<readonly number[]>[]> {
  const numbers = question.keys.map(
    (_key, index) =>
      `array_agg((${valueAt(index)})::float8) filter (where data ? ($5::text[])[${index + 1}]) as n${index}`,
  );
  const rows = await database.query<{ device_row_id: number; bucket: number } & Record<string, number[] | null>>({
    sql: groupByBucket(question, { columns: ['data'], aggregates: numbers }),
    parameters: parametersOf(question),
    prepared: isOfOne(question.deviceRowIds),
  });
  return rows.flatMap((row) =>
    question.keys.flatMap((_key, position) => {
      const value = row[`n${position}`];
      return value ? [{ deviceRowId: row.device_row_id, bucket: row.bucket, position, value }] : [];
    }),
  );
}

/**
 * The first or last value of each bucket. Finds their times in one pass over the rows, then looks each one up by the
 * primary key: memory does not grow with the rows of a bucket, as collecting and sorting its values would.
 */
export async function readPicks(
  database: Database,
  question: BucketQuestion,
  { end }: PickAggregation,
): Promise<BucketRow<AttributeValue>[]> {
  const times = question.keys.map(
    (_key, index) => `${end === 'first' ? 'min' : 'max'}(time) filter (where data ? ($5::text[])[${index + 1}])`,
  );
  const grouped = groupByBucket(question, {
    columns: ['time', 'data'],
    aggregates: [`array[${times.join(', ')}] as times`],
  });
  return database.query({
    sql: `select chosen.device_row_id as "deviceRowId", bucket, (pick.position - 1)::integer as position,
        (select data -> ($5::text[])[pick.position] from device_state_history as state
          where state.device_row_id = chosen.device_row_id and state.time = pick.time) as value
      from (${grouped}) chosen
      cross join lateral unnest(chosen.times) with ordinality as pick (time, position)
      where pick.time is not null`,
    parameters: parametersOf(question),
    prepared: isOfOne(question.deviceRowIds),
  });
}

export interface RawQuestion {
  readonly deviceRowIds: readonly number[];
  readonly keys: readonly string[];
  readonly range: TimeRange;
  readonly order: 'asc' | 'desc';
  /** Rows of each device. */
  readonly limit: number;
}

export interface RawRow {
  readonly deviceRowId: number;
  readonly time: number;
  /** In the order of the question's keys; null where the state has no value. */
  readonly values: readonly (AttributeValue | null)[];
}

/** The first states of each device in the range, in order. */
export async function readRawStates(
  database: Database,
  { deviceRowIds, keys, range, order, limit }: RawQuestion,
): Promise<RawRow[]> {
  const values = keys.map((_key, index) => valueAt(index, 'page.'));
  return database.query({
    sql: `select asked.device_row_id as "deviceRowId", page.time, to_json(array[${values.join(', ')}]) as values
      from unnest($1::bigint[]) as asked (device_row_id)
      cross join lateral (select time, data from device_state_history as state
        where state.device_row_id = asked.device_row_id and time >= $2 and time <= $3
        order by time ${order} limit $4) page
      order by asked.device_row_id, page.time ${order}`,
    parameters: [deviceRowIds, range.start, range.end, limit, keys],
  });
}
