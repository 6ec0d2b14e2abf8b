import type { AttributeValue } from '../../kernel/attribute-value.ts';
import type { Database } from '../../platform/database/database.ts';
import { type ChunkPart, type RawState, unpackPart } from './chunk-part.ts';
import type { TimeRange } from './range.ts';

const dayMs = 86_400_000;
/** Chunks of a device in one page: those of two months at most, so that none reads years of rare reports. */
const maxPageChunks = 64;

export interface RawQuestion {
  readonly deviceRowIds: readonly number[];
  readonly keys: readonly string[];
  readonly range: TimeRange;
  readonly order: 'asc' | 'desc';
  /** States of each device. */
  readonly limit: number;
}

export interface RawPage {
  /** In order; from `limit` to twice that unless there are no more. */
  readonly states: readonly RawState[];
  /** What of the range is still to be read; undefined when nothing is left. */
  readonly rest: TimeRange | undefined;
}

interface FoundRow {
  readonly deviceRowId: number;
  /** Of the state, or of the chunk's first. */
  readonly time: number;
  /** Of a state that is a row; null for a part of a chunk. */
  readonly values: (AttributeValue | null)[] | null;
  readonly offsets: number[] | null;
  readonly part: ChunkPart | null;
}

/** The first states of each device in the range: what are rows, and the arrays of chunks, in one snapshot. */
export async function readRawStates(database: Database, question: RawQuestion): Promise<Map<number, RawPage>> {
  const { deviceRowIds, keys, range, order, limit } = question;
  const values = keys.map((_key, index) => `data -> ($5::text[])[${index + 1}]`);
  const place = (time: string) => `width_bucket((${time} - start)::integer, offsets)`;
  // How many states of the chunks before, in the order of the question, there are.
  const cut =
    order === 'asc'
      ? 'low, least(high, low + $4::integer - before::integer - 1) as high'
      : 'greatest(low, high - $4::integer + before::integer + 1) as low, high';
  const found = await database.query<FoundRow>({
    sql: `with asked as (select * from unnest($1::bigint[]) as asked (device_row_id))
      select asked.device_row_id as "deviceRowId", page.time, to_json(page.values) as values, null::json as offsets, null::json as part
        from asked cross join lateral (select time, array[${values.join(', ')}] as values from device_state_history as state
          where state.device_row_id = asked.device_row_id and time >= $2::bigint and time <= $3::bigint
          order by time ${order} limit $4::integer) page
      union all
      select asked.device_row_id, start, null, to_json(offsets[low:high]), chunk_part(columns, $5::text[], low, high)
        from asked cross join lateral (
          select start, offsets, columns, ${cut} from (
            select *, sum(high - low + 1) over (order by start ${order}) - (high - low + 1) as before from (
              select start, offsets, columns,
                case when start >= $2::bigint then 1 else ${place('$2::bigint - 1')} + 1 end as low,
                case when last_time <= $3::bigint then count else ${place('$3::bigint')} end as high
              from device_state_chunk_history c where c.device_row_id = asked.device_row_id
                and start > $2::bigint - ${dayMs} and start <= $3::bigint and last_time >= $2::bigint
              order by start ${order} limit ${maxPageChunks}) chunk) counted
          where before < $4::integer) page`,
    parameters: [deviceRowIds, range.start, range.end, limit, keys],
  });
  const byDevice = Map.groupBy(found, (row) => row.deviceRowId);
  return new Map(deviceRowIds.map((deviceRowId) => [deviceRowId, toPage(byDevice.get(deviceRowId) ?? [], question)]));
}

function toPage(found: readonly FoundRow[], { keys, range, order, limit }: RawQuestion): RawPage {
  const rows: RawState[] = [];
  const packed: RawState[] = [];
  let chunks = 0;
  for (const { time, values, offsets, part } of found) {
    if (values) rows.push({ time, values });
    else {
      chunks += 1;
      for (const state of unpackPart(part, { start: time, offsets: offsets ?? [], keys })) packed.push(state);
    }
  }
  const direction = order === 'asc' ? 1 : -1;
  const inOrder = (one: RawState, other: RawState): number => direction * (one.time - other.time);
  rows.sort(inOrder);
  packed.sort(inOrder);
  // Up to where each of the two is complete: there may be more of it behind its last state.
  const ends = [
    ...(rows.length === limit ? [rows.at(-1)?.time] : []),
    ...(packed.length >= limit || chunks === maxPageChunks ? [packed.at(-1)?.time] : []),
  ].filter((time) => time !== undefined);
  const states = rows.length === 0 ? packed : packed.length === 0 ? rows : [...rows, ...packed].sort(inOrder);
  if (ends.length === 0) return { states, rest: undefined };
  if (order === 'asc') {
    const end = Math.min(...ends);
    const rest = end < range.end ? { ...range, start: end + 1 } : undefined;
    return { states: states.filter(({ time }) => time <= end), rest };
  }
  const end = Math.max(...ends);
  const rest = end > range.start ? { ...range, end: end - 1 } : undefined;
  return { states: states.filter(({ time }) => time >= end), rest };
}
