import type { TimeRange } from './range.ts';

/** States of some devices in a range, by bucket. Every key is in `keys` once. */
export interface BucketQuestion {
  readonly deviceRowIds: readonly number[];
  /** Attribute keys, as `device_state.data` has them. */
  readonly keys: readonly string[];
  readonly range: TimeRange;
  /** 0: one bucket, labelled `label`. */
  readonly resolution: number;
  readonly label: number;
  /** Whether a bucket is made of all devices together; it then is one of a device called 0. */
  readonly isJoined?: boolean;
  /** Whether the range is a part of one that is read in several, so that the buckets at its ends may go on in the next. */
  readonly isSlice?: boolean;
  /** Whether the values are true and false, which numeric aggregations take for 1 and 0. */
  readonly isBoolean?: boolean;
}

/** `$1` to `$5` of the statements that are made here. */
export function parametersOf({ deviceRowIds, keys, range, resolution, label }: BucketQuestion): unknown[] {
  const asked = isOfOne(deviceRowIds) ? deviceRowIds[0] : deviceRowIds;
  return [asked, range.start, range.end, resolution > 0 ? resolution : label, keys];
}

/**
 * A statement about one device is worth a plan that is kept: it is the same whatever the range is. With more of them, the
 * best way to the rows depends on how many there are.
 */
export function isOfOne(deviceRowIds: readonly number[]): boolean {
  return deviceRowIds.length === 1;
}

const dayMs = 86_400_000;
export const hourMs = 3_600_000;
/** Buckets of a statement: more than any answer has values (`maxValues` in service.ts). */
const slotBits = 20;

/**
 * A number for device and bucket at `time`, or for the bucket alone where devices are joined. $4 is the buckets' width, or the label of the only one. Division by it is
 * toward zero throughout, also before 1970.
 *
 * PostgreSQL guesses how many groups there will be, for two columns a tenth of the rows, and then sorts all rows rather than keep so many
 * groups; for a number that it knows nothing of it takes 200.
 */
export function slotAt(time: string, { resolution, isJoined }: BucketQuestion): string {
  const number = resolution > 0 ? `${time} / $4::bigint - $2::bigint / $4::bigint` : '0';
  return isJoined ? `(${number})::bigint` : `(device_row_id << ${slotBits}) + ${number}`;
}

/** `device_row_id` and `bucket` of a slot. */
export function ofSlot({ resolution }: BucketQuestion): string {
  const bucket =
    resolution > 0 ? `($2::bigint / $4::bigint + (slot & ${2 ** slotBits - 1})) * $4::bigint` : '$4::bigint';
  return `slot >> ${slotBits} as device_row_id, ${bucket} as bucket`;
}

/** Whether a slot is the first or the last of the question's range, which may hold only a part of its bucket. */
export function isEdge({ resolution }: BucketQuestion): string {
  return resolution > 0
    ? `slot & ${2 ** slotBits - 1} in (0, $3::bigint / $4::bigint - $2::bigint / $4::bigint)`
    : 'true';
}

/** What numeric aggregations are computed of. */
export function numberOf(value: string, { isBoolean }: BucketQuestion): string {
  return isBoolean ? `${value}::boolean::integer::numeric` : `${value}::numeric`;
}

/** The parameter of the key at a place of the question. */
export function keyAt(index: number): string {
  return `($5::text[])[${index + 1}]`;
}

/** The devices of the question; plain bounds on both key columns: other partitions are not even planned for. */
export function ofDevices({ deviceRowIds }: BucketQuestion): string {
  return `device_row_id = ${isOfOne(deviceRowIds) ? '$1::bigint' : 'any($1::bigint[])'}`;
}

/** The rows of the question: `device_row_id`, `time`, and as `v0`, `v1`, … the values of its keys, as jsonb, null where a state has none. */
export function rowsOf(question: BucketQuestion): string {
  const values = question.keys.map((_key, index) => `, data -> ${keyAt(index)} as v${index}`).join('');
  // Those of device_state_chunk_history come by chunksOf and packedStatesOf.
  return `select device_row_id, time${values} from device_state_history
      where ${ofDevices(question)} and time >= $2::bigint and time <= $3::bigint`;
}

/**
 * A table expression `chunk`: the question's chunks, each once, and which way what it has in the range is read:
 *
 * - `total`: all of it is in one bucket and in the range; its totals say everything.
 * - `hours`: the hours from the one of `first` to the one of `last` are wholly in the range; what is outside of these is read state by state.
 * - `states`: state by state.
 *
 * @param options.usesRollups whether there is something to read in totals and hours
 */
export function chunksOf(question: BucketQuestion, { usesRollups }: { usesRollups: boolean }): string {
  const { resolution } = question;
  const isInOne = resolution > 0 ? 'and start / $4::bigint = last_time / $4::bigint' : '';
  const hours = resolution % hourMs === 0 ? `when hours is not null and first <= last then 'hours'` : '';
  const way = usesRollups
    ? `case when totals is not null and start >= $2::bigint and last_time <= $3::bigint ${isInOne} then 'total' ${hours} else 'states' end`
    : `'states'`;
  return `chunk as materialized (
    select *, ${way} as way from (
      select *, case when start >= $2::bigint then start else ($2::bigint + ${hourMs - 1}) / ${hourMs} * ${hourMs} end as first,
        case when last_time <= $3::bigint then last_time else ($3::bigint + 1) / ${hourMs} * ${hourMs} - 1 end as last
      from device_state_chunk_history
      where ${ofDevices(question)} and start > $2::bigint - ${dayMs} and start <= $3::bigint and last_time >= $2::bigint
    ) overlapping)`;
}

/** Those states of the chunks that are read one by one; columns as those of `rowsOf`. */
export function packedStatesOf({ keys }: BucketQuestion): string {
  const names = keys.map((_key, index) => `, v${index}`).join('');
  const arrays = keys.map((_key, index) => `, chunk_values(columns, ${keyAt(index)}, low, high)`).join('');
  const place = (time: string): string =>
    `width_bucket(greatest(least(${time} - start, ${dayMs}), -1)::integer, offsets)`;
  return `select device_row_id, start + at as time${names} from (
      select device_row_id, start, offsets, columns, ${place('since - 1')} + 1 as low, ${place('until')} as high
        from chunk cross join lateral (
          select $2::bigint as since, case way when 'states' then $3::bigint else first - 1 end as until
            where way = 'states' or way = 'hours' and start < $2::bigint
          union all select last + 1, $3::bigint where way = 'hours' and last_time > $3::bigint
        ) part
    ) part cross join lateral unnest(offsets[low:high]${arrays}) as packed (at${names})`;
}
