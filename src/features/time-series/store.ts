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

const dayMs = 86_400_000;
/** Buckets of a statement: more than any answer has values (`maxValues` in service.ts). */
const slotBits = 20;

/**
 * The states of the question, rows and packed ones: `device_row_id`, `time`, and as `v0`, `v1`, … the values of its keys, as
 * jsonb, null where a state has none.
 */
function statesOf({ deviceRowIds, keys }: BucketQuestion): string {
  // Plain bounds on both key columns: partitions outside the range are not even planned for, the others use the index.
  const device = isOfOne(deviceRowIds) ? '$1::bigint' : 'any($1::bigint[])';
  const key = (index: number): string => `($5::text[])[${index + 1}]`;
  const ofRows = keys.map((_key, index) => `, data -> ${key(index)} as v${index}`).join('');
  const names = keys.map((_key, index) => `, v${index}`).join('');
  const arrays = keys.map((_key, index) => `, chunk_values(chunk.columns, ${key(index)})`).join('');
  return `select device_row_id, time${ofRows} from device_state_history
      where device_row_id = ${device} and time >= $2::bigint and time <= $3::bigint
    union all
    select device_row_id, start + at${names}
      from device_state_chunk_history chunk cross join lateral unnest(chunk.offsets${arrays}) as packed (at${names})
      where device_row_id = ${device} and start > $2::bigint - ${dayMs} and start <= $3::bigint and last_time >= $2::bigint
        and start + at >= $2::bigint and start + at <= $3::bigint`;
}

/**
 * A query with a row for each device and bucket (`device_row_id`, `bucket`) and what `aggregates` make there of `columns`.
 *
 * It groups by one number for both. PostgreSQL guesses how many groups there will be, for two columns a tenth of the rows,
 * and then sorts all rows rather than keep so many groups; for a number that it knows nothing of it takes 200. The "offset
 * 0" keeps it from looking through that, and from extracting a value anew for every aggregate that uses it.
 */
function groupByBucket(
  question: BucketQuestion,
  { columns, aggregates }: { columns: readonly string[]; aggregates: readonly string[] },
): string {
  const { resolution } = question;
  // $4 is the buckets' width, or the label of the only one. Division by it is toward zero throughout, also before 1970.
  const [number, bucket] =
    resolution > 0
      ? [
          'time / $4::bigint - $2::bigint / $4::bigint',
          `($2::bigint / $4::bigint + (slot & ${2 ** slotBits - 1})) * $4::bigint`,
        ]
      : ['0', '$4::bigint'];
  return `select slot >> ${slotBits} as device_row_id, ${bucket} as bucket, ${aggregates.join(', ')}
    from (select (device_row_id << ${slotBits}) + ${number} as slot, ${columns.join(', ')}
      from (${statesOf(question)}) stored offset 0) state
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
    (_key, index) => `${aggregation.numeric ? `v${index}::numeric` : `v${index}`} as v${index}`,
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
    (_key, index) => `array_agg(v${index}::float8) filter (where v${index} is not null) as n${index}`,
  );
  const rows = await database.query<{ device_row_id: number; bucket: number } & Record<string, number[] | null>>({
    sql: groupByBucket(question, { columns: question.keys.map((_key, index) => `v${index}`), aggregates: numbers }),
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
    (_key, index) => `${end === 'first' ? 'min' : 'max'}(time) filter (where v${index} is not null)`,
  );
  const grouped = groupByBucket(question, {
    columns: ['time', ...question.keys.map((_key, index) => `v${index}`)],
    aggregates: [`array[${times.join(', ')}] as times`],
  });
  return database.query({
    sql: `select chosen.device_row_id as "deviceRowId", bucket, (pick.position - 1)::integer as position,
        coalesce(
          (select data -> ($5::text[])[pick.position] from device_state_history as state
            where state.device_row_id = chosen.device_row_id and state.time = pick.time),
          (select chunk_value_at(chunk.columns, chunk.offsets, ($5::text[])[pick.position], (pick.time - chunk.start)::integer)
            from device_state_chunk_history chunk
            where chunk.device_row_id = chosen.device_row_id and chunk.start > pick.time - ${dayMs}
              and chunk.start <= pick.time and chunk.last_time >= pick.time)) as value
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
      cross join lateral (select time, data from (
          (select time, data from device_state_history as state
            where state.device_row_id = asked.device_row_id and time >= $2::bigint and time <= $3::bigint
            order by time ${order} limit $4::integer)
          union all
          select packed.time, packed.data
            from (select from device_state_chunk_history c where c.device_row_id = asked.device_row_id
              and c.start > $2::bigint - ${dayMs} and c.start <= $3::bigint limit 1) as found
            cross join lateral compact_states(asked.device_row_id, $2::bigint, $3::bigint + 1, $5::text[], $4::integer, ${order === 'desc'}) packed
        ) state order by time ${order} limit $4::integer) page
      order by asked.device_row_id, page.time ${order}`,
    parameters: [deviceRowIds, range.start, range.end, limit, keys],
  });
}
