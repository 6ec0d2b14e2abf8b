import type { AttributeValue } from '../../kernel/attribute-value.ts';
import type { Database } from '../../platform/database/database.ts';
import type { PickAggregation } from './aggregations.ts';
import {
  type BucketQuestion,
  chunksOf,
  hourMs,
  isOfOne,
  ofSlot,
  packedStatesOf,
  parametersOf,
  rowsOf,
  slotAt,
} from './bucket-states.ts';
import type { BucketRow } from './store.ts';

/**
 * From here on a bucket's rows are not read: its first or last one is looked up for each attribute. That takes as long as reading some ten
 * rows; a device that reports less often has few to look up.
 */
const lookedUpFrom = hourMs / 4;

/** The first or last value of each bucket; memory does not grow with the states of a bucket. */
export function readPicks(
  database: Database,
  question: BucketQuestion,
  { end }: PickAggregation,
): Promise<BucketRow<AttributeValue>[]> {
  return database.query({
    sql: `with ${chunksOf(question, { usesRollups: true })}
      select device_row_id as "deviceRowId", bucket, position, ${chosenValue(question)} as value from (${picksOf(question, end)}) chosen`,
    parameters: parametersOf(question),
    prepared: isOfOne(question.deviceRowIds),
  });
}

/** The value at one end of a bucket of several devices, when it was reported, and by which of them. */
export interface JoinedPick {
  readonly bucket: number;
  readonly time: number;
  readonly deviceRowId: number;
  readonly value: AttributeValue;
}

/**
 * The first or last value of each bucket over all devices together, of one attribute; what devices report at one moment is in the order of
 * their rows. Rollups say what the end of each device's bucket is, but not when it was: that is looked up in the chunk, once for each.
 */
export function readJoinedPicks(
  database: Database,
  question: BucketQuestion,
  { end }: PickAggregation,
): Promise<JoinedPick[]> {
  const order = end === 'first' ? 'asc' : 'desc';
  return database.query({
    sql: `with ${chunksOf(question, { usesRollups: true })}
      select bucket, time, device_row_id as "deviceRowId", ${chosenValue(question)} as value
      from (select distinct on (bucket) * from (
          select device_row_id, bucket, position, value, case when value is null then time else coalesce(${timeInChunk(end)}, time) end as time
          from (${picksOf(question, end)}) pick) timed
        order by bucket, time ${order}, device_row_id ${order}) chosen`,
    parameters: parametersOf(question),
    prepared: isOfOne(question.deviceRowIds),
  });
}

/** Of each device, bucket and attribute the pick: its time, which is near the true one where rollups know the value, and the value if it is known. */
function picksOf(question: BucketQuestion, end: End): string {
  const { resolution } = question;
  const isLookedUp = resolution === 0 || resolution >= lookedUpFrom;
  const sources = [
    isLookedUp ? lookUpRows(question, end) : ofStates(question, rowsOf(question), end),
    ofStates(question, packedStatesOf(question), end),
    ofTotals(question, end),
  ];
  if (resolution % hourMs === 0) sources.push(ofHours(question, end));
  return `select ${ofSlot(question)}, position, time, value from (
    select distinct on (slot, position) slot, position, time, value from (${sources.join(' union all ')}) part
      order by slot, position, time ${end === 'first' ? 'asc' : 'desc'}) picked`;
}

/** The value of what is `chosen`. Of some parts only the time is known yet, which finds the state by its key, in rows or in device_state_chunk_history. */
function chosenValue({ keys }: BucketQuestion): string {
  if (keys.length === 0) return 'null::jsonb';
  return `coalesce(value, (select state.data -> ($5::text[])[position + 1]
      from device_state_history state where state.device_row_id = chosen.device_row_id and state.time = chosen.time),
    (select chunk_value_at(c.columns, c.offsets, ($5::text[])[position + 1], (chosen.time - c.start)::integer) from chunk c
      where c.device_row_id = chosen.device_row_id and c.start <= chosen.time and c.last_time >= chosen.time))`;
}

/** When the state was that a rollup has told of: the nearest one with a value, from the end that the rollup names inwards. */
function timeInChunk(end: End): string {
  const place = (time: string) => `width_bucket((${time} - c.start)::integer, c.offsets)`;
  const places = end === 'first' ? `${place('pick.time - 1')} + 1, c.count, false` : `1, ${place('pick.time')}, true`;
  return `(select c.start + c.offsets[chunk_end(c.columns, ($5::text[])[pick.position + 1], ${places})] from chunk c
      where c.device_row_id = pick.device_row_id and c.start <= pick.time and c.last_time >= pick.time)`;
}

type End = PickAggregation['end'];

function lookUpRows(question: BucketQuestion, end: End): string {
  const { deviceRowIds, resolution } = question;
  const devices = isOfOne(deviceRowIds) ? '(select $1::bigint as device_row_id)' : 'unnest($1::bigint[])';
  const buckets =
    resolution > 0
      ? 'generate_series($2::bigint / $4::bigint * $4::bigint, $3::bigint, $4::bigint)'
      : '(select $2::bigint as bucket)';
  const until = resolution > 0 ? 'least(bucket + $4::bigint - 1, $3::bigint)' : '$3::bigint';
  // Those of device_state_chunk_history come by ofStates, ofTotals and ofHours.
  return `select ${slotAt('greatest(bucket, $2::bigint)', question)} as slot, (key.place - 1)::integer as position, found.time, found.value
    from ${devices} as asked (device_row_id) cross join ${buckets} as span (bucket)
    cross join unnest($5::text[]) with ordinality as key (name, place)
    cross join lateral (select time, data -> key.name as value from device_state_history state
      where state.device_row_id = asked.device_row_id and time >= $2::bigint and time <= $3::bigint
        and time >= bucket and time <= ${until} and data ? key.name
      order by time ${end === 'first' ? 'asc' : 'desc'} limit 1) found`;
}

/** The times of the first or last values in one pass over the states. */
function ofStates(question: BucketQuestion, states: string, end: End): string {
  const times = question.keys.map(
    (_key, index) => `${end === 'first' ? 'min' : 'max'}(time) filter (where v${index} is not null)`,
  );
  const values = question.keys.map((_key, index) => `, v${index}`).join('');
  return `select slot, (pick.place - 1)::integer as position, pick.time, null::jsonb as value
    from (select slot, array[${times.join(', ')}] as times
      from (select ${slotAt('time', question)} as slot, time${values} from (${states}) stored offset 0) state
      group by slot) grouped
    cross join lateral unnest(times) with ordinality as pick (time, place)
    where pick.time is not null`;
}

function positionOf(key: string): string {
  return `array_position($5::text[], ${key}) - 1`;
}

/** The time is that of the chunk's end: nothing of another lies between that and the value. */
function ofTotals(question: BucketQuestion, end: End): string {
  return `select ${slotAt('start', question)}, ${positionOf('total.key')}, ${end === 'first' ? 'start' : 'last_time'}, total.${end}
    from chunk cross join lateral unnest(totals) total where way = 'total' and total.key = any($5::text[])`;
}

/** The time is that of the hour's end, or of the chunk's where that is in the hour. */
function ofHours(question: BucketQuestion, end: End): string {
  const time = end === 'first' ? 'greatest(begin, start)' : `least(begin + ${hourMs - 1}, last_time)`;
  return `select ${slotAt('begin', question)}, ${positionOf('of_hours.key')}, ${time},
      coalesce(to_jsonb(hour.number), hour.other)
    from chunk cross join lateral unnest(hours) of_hours
    cross join lateral (select (start / ${hourMs} + at) * ${hourMs} as begin, number, other
      from unnest(of_hours.at, of_hours.${end}s, of_hours.${end}_others) as one (at, number, other)) hour
    where way = 'hours' and of_hours.key = any($5::text[]) and begin >= first / ${hourMs} * ${hourMs} and begin <= last`;
}
