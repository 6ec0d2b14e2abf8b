import type { AttributeValue } from '../../kernel/attribute-value.ts';
import type { Database } from '../../platform/database/database.ts';
import type { TimeRange } from './range.ts';

const dayMs = 86_400_000;

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
  const values = keys.map((_key, index) => `data -> ($5::text[])[${index + 1}]`);
  return database.query({
    sql: `select asked.device_row_id as "deviceRowId", page.time, to_json(page.values) as values
      from unnest($1::bigint[]) as asked (device_row_id)
      cross join lateral (select time, values from (
          (select time, array[${values.join(', ')}] as values from device_state_history as state
            where state.device_row_id = asked.device_row_id and time >= $2::bigint and time <= $3::bigint
            order by time ${order} limit $4::integer)
          union all
          select packed.time, packed.data
            from (select from device_state_chunk_history c where c.device_row_id = asked.device_row_id
              and c.start > $2::bigint - ${dayMs} and c.start <= $3::bigint limit 1) as found
            cross join lateral compact_values(asked.device_row_id, $2::bigint, $3::bigint + 1, $5::text[], $4::integer, ${order === 'desc'}) packed
        ) state order by time ${order} limit $4::integer) page
      order by asked.device_row_id, page.time ${order}`,
    parameters: [deviceRowIds, range.start, range.end, limit, keys],
  });
}
