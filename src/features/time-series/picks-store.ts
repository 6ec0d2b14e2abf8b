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
export async function readPicks(
  database: Database,
  question: BucketQuestion,
  { end }: PickAggregation,
): Promise<BucketRow<AttributeValue>[]> {
  const { resolution, keys } = question;
  const isLookedUp = resolution === 0 || resolution >= lookedUpFrom;
  const sources = [
    isLookedUp ? lookUpRows(question, end) : ofStates(question, rowsOf(question), end),
    ofStates(question, packedStatesOf(question), end),
    ofTotals(question, end),
  ];
  if (resolution % hourMs === 0) sources.push(ofHours(question, end));
  // Of some parts only the time is known yet, which finds the state by its key, in rows or in device_state_chunk_history.
  const lookup =
    keys.length === 0
      ? 'null::jsonb'
      : `coalesce(value, (select state.data -> ($5::text[])[position + 1]
      from device_state_history state where state.device_row_id = chosen.device_row_id and state.time = chosen.time),
    (select chunk_value_at(c.columns, c.offsets, ($5::text[])[position + 1], (chosen.time - c.start)::integer) from chunk c
      where c.device_row_id = chosen.device_row_id and c.start <= chosen.time and c.last_time >= chosen.time))`;
  return database.query({
    sql: `with ${chunksOf(question, { usesRollups: true })}
      select device_row_id as "deviceRowId", bucket, position, ${lookup} as value
      from (select ${ofSlot(question)}, position, time, value from (
        select distinct on (slot, position) slot, position, time, value from (${sources.join(' union all ')}) part
          order by slot, position, time ${end === 'first' ? 'asc' : 'desc'}) picked) chosen`,
    parameters: parametersOf(question),
    prepared: isOfOne(question.deviceRowIds),
  });
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
