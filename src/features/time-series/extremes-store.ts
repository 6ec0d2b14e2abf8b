import type { Database } from '../../platform/database/database.ts';
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

/** A value and when it was reported, epoch ms. */
export type Extreme = readonly [value: number, time: number];

/** What a statement found of one device: columns as long as `buckets`, which are in order, each there once. */
export interface ExtremeColumns {
  readonly deviceRowId: number;
  readonly buckets: readonly number[];
  /** By the attribute's place in the question; null where the bucket has no value. */
  readonly least: readonly (readonly (Extreme | null)[])[];
  readonly most: readonly (readonly (Extreme | null)[])[];
}

/**
 * The least and the greatest value of each bucket, and when they were reported; of equal ones the first. Rollups know these values
 * but not their times, so states are read.
 */
export async function readExtremes(database: Database, question: BucketQuestion): Promise<ExtremeColumns[]> {
  // Arrays are compared element by element: by the value, then by the time. A double holds both exactly.
  const extremes = question.keys.map(
    (_key, index) => `min(array[v${index}::float8, time]) filter (where v${index} is not null) as least${index},
      max(array[v${index}::float8, -time]) filter (where v${index} is not null) as most${index}`,
  );
  const columns = (name: string) =>
    `json_build_array(${question.keys.map((_key, index) => `json_agg(${name}${index} order by bucket)`).join(', ')})`;
  const rows = await database.query<ExtremeColumns>({
    sql: `with ${chunksOf(question, { usesRollups: false })}
      select device_row_id as "deviceRowId", json_agg(bucket order by bucket) as buckets, ${columns('least')} as least, ${columns('most')} as most
      from (select ${ofSlot(question)}, grouped.* from (
          select slot, ${extremes.join(', ')}
          from (select ${slotAt('time', question)} as slot, * from (${rowsOf(question)} union all ${packedStatesOf(question)}) stored offset 0) state
          group by slot) grouped) bucket
      group by device_row_id`,
    parameters: parametersOf(question),
    prepared: isOfOne(question.deviceRowIds),
  });
  const toTime = (extreme: Extreme | null): Extreme | null => extreme && [extreme[0], -extreme[1]];
  return rows.map((row) => ({ ...row, most: row.most.map((column) => column.map(toTime)) }));
}
