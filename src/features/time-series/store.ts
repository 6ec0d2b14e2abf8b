import type { Database } from '../../platform/database/database.ts';
import { readPartitionRange } from '../device-state/index.ts';
import {
  type BucketQuestion,
  chunksOf,
  isOfOne,
  ofSlot,
  packedStatesOf,
  parametersOf,
  rowsOf,
  slotAt,
} from './bucket-states.ts';
import type { TimeRange } from './range.ts';

/** The part of the range for which `device_state` has partitions; empty (`start` after `end`) when it has none there. */
export async function clipToPartitions(database: Database, { start, end }: TimeRange): Promise<TimeRange> {
  const partitions = await readPartitionRange(database);
  return { start: Math.max(start, partitions.start), end: Math.min(end, partitions.end) };
}

const dayMs = 86_400_000;

/**
 * Up to when (epoch ms) what these devices have in the range lies in chunks; undefined when they have none there. Late reports may be rows
 * all the same: it says how to read, not what there is.
 */
export async function findPackedUntil(
  database: Database,
  deviceRowIds: readonly number[],
  { start, end }: TimeRange,
): Promise<number | undefined> {
  const [found] = await database.query<{ newest: number | null }>({
    sql: `select max(newest.start) as newest from unnest($1::bigint[]) as asked (device_row_id)
      cross join lateral (select start from device_state_chunk_history chunk
        where chunk.device_row_id = asked.device_row_id and start > $2::bigint - ${dayMs} and start <= $3::bigint
        order by start desc limit 1) newest`,
    parameters: [deviceRowIds, start, end],
  });
  const newest = found?.newest ?? undefined;
  return newest === undefined ? undefined : Math.floor(newest / dayMs) * dayMs + dayMs - 1;
}

/** One attribute in one bucket. `position` is the place of the attribute's key in the question. */
export interface BucketRow<Value> {
  readonly deviceRowId: number;
  readonly bucket: number;
  readonly position: number;
  readonly value: Value;
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
    sql: `with ${chunksOf(question, { usesRollups: false })}
      select ${ofSlot(question)}, ${numbers.join(', ')}
      from (select ${slotAt('time', question)} as slot, * from (${rowsOf(question)} union all ${packedStatesOf(question)}) stored offset 0) state
      group by slot`,
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
