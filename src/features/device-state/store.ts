import { parseJson } from '../../kernel/json-text.ts';
import type { Database, Statement } from '../../platform/database/database.ts';
import { settle } from '../../platform/database/journal-settling.ts';
import { readPortions } from '../../platform/database/read-portions.ts';
import type { DeviceBatch } from './batch.ts';

const dayMs = 86_400_000;
/** Nothing that is younger is ever packed (compaction.ts); clocks of servers may differ by half of that. */
const neverPackedMs = dayMs / 2;

/** Epoch ms: states that are older may belong to a day that is packed. */
export function packedBefore(now: number): number {
  return now - neverPackedMs;
}

const insertStates = `
  insert into device_state (device_row_id, time, data)
  select * from unnest($1::bigint[], $2::bigint[], $3::jsonb[])`;
const mergeStates = `${insertStates}
  on conflict (device_row_id, time) do update set data = device_state.data || excluded.data`;

const noteLastValues = `
  insert into device_last_value_journal (device_row_ids, times, complete) values ($1::bigint[], $2::bigint[], $3::boolean[])`;

/** Makes days rows again that are packed, and keeps them from being packed before the transaction ends. */
const unpackDays =
  'select unpack_states(device_row_id, day) from unnest($1::bigint[], $2::bigint[]) as late (device_row_id, day)';

/**
 * The statements that store a batch of states: the states themselves, and what the devices' last values are derived from.
 *
 * @param options.packedBefore epoch ms: what is older may belong to a day that is packed
 * @param options.merge whether states may be there already, to be merged with. Without, such a state is a unique violation, and
 *   nothing of the batch is stored; that takes PostgreSQL half the time.
 */
export function stateStatements(
  batches: readonly DeviceBatch[],
  options: { merge: boolean; packedBefore: number },
): Statement[] {
  const deviceRowIds: number[] = [];
  const times: number[] = [];
  const data: string[] = [];
  const newest: { deviceRowIds: number[]; times: number[]; complete: boolean[] } = {
    deviceRowIds: [],
    times: [],
    complete: [],
  };
  for (const batch of batches) {
    const { deviceRowId } = batch;
    for (const row of batch.rows) {
      deviceRowIds.push(deviceRowId);
      times.push(row.time);
      data.push(JSON.stringify(row.data));
    }
    for (const { time, isComplete } of batch.newest) {
      newest.deviceRowIds.push(deviceRowId);
      newest.times.push(time);
      newest.complete.push(isComplete);
    }
  }
  return [
    ...unpackStatements(batches, options.packedBefore),
    { sql: options.merge ? mergeStates : insertStates, parameters: [deviceRowIds, times, data] },
    { sql: noteLastValues, parameters: [newest.deviceRowIds, newest.times, newest.complete] },
  ];
}

function unpackStatements(batches: readonly DeviceBatch[], before: number): Statement[] {
  const deviceRowIds: number[] = [];
  const days: number[] = [];
  for (const { deviceRowId, rows } of batches) {
    let last: number | undefined;
    for (const { time } of rows) {
      if (time >= before) break;
      const day = Math.floor(time / dayMs) * dayMs;
      if (day === last) continue;
      deviceRowIds.push(deviceRowId);
      days.push(day);
      last = day;
    }
  }
  return days.length === 0 ? [] : [{ sql: unpackDays, parameters: [deviceRowIds, days] }];
}

/** States of one device from `since` on, as many as one answer holds. */
export async function readStates(
  database: Database,
  question: { deviceRowId: number; since: number; limit: number; direction: 'asc' | 'desc' },
): Promise<{ rows: { time: number; data: Record<string, string | number | boolean> }[]; truncated: boolean }> {
  return readPortions(question.limit, ({ offset, limit }) =>
    database.query({
      sql: `select time, data from (
          (select time, data from device_state where device_row_id = $1 and time >= $2
            order by time ${question.direction} limit $3::integer + $4::integer)
          union all
          select time, data from compact_states($1, $2, 9223372036854775807, null, $3::integer + $4::integer, ${question.direction === 'desc'})
        ) state order by time ${question.direction} limit $3::integer offset $4::integer`,
      parameters: [question.deviceRowId, question.since, limit, offset],
    }),
  );
}

/** Name of the function of SQL that derives last values from what commits have noted (migration 0510). */
export const settlesLastValues = 'settle_last_values';

/** Brings the table of last values up to all states that have been committed; to be called before it is read. */
export function settleLastValues(database: Database): Promise<void> {
  return settle(database, settlesLastValues);
}

/** The newest value of every attribute of the devices, by device key. */
export async function readLastValues(
  database: Database,
  deviceRowIds: readonly number[],
): Promise<{ device_row_id: number; data: Record<string, { t: number; v: string | number | boolean }> }[]> {
  await settleLastValues(database);
  return database.query({
    sql: 'select device_row_id, data from device_last_value where device_row_id = any($1::bigint[])',
    parameters: [[...deviceRowIds]],
  });
}

/** When a value was reported, epoch ms, and the value. */
export interface LastValue {
  readonly t: number;
  readonly v: string | number | boolean;
}

/** Devices whose newest values are read at a time: few while they may be as large as a body each, more once they are known to be small. */
const firstLastPerRead = 100;
const lastPerRead = { count: 2000, meanBytes: 2048 };

/**
 * The newest values of many devices, by attribute key, some devices at a time: others get their turn at the database in between.
 *
 * @param options.key of the only attribute that is wanted; devices without it are left out. Without: all.
 */
export async function* walkLastValues(
  database: Database,
  deviceRowIds: readonly number[],
  options: { readonly key?: string | undefined } = {},
): AsyncGenerator<{ deviceRowId: number; values: Readonly<Record<string, LastValue>> }[]> {
  const { key } = options;
  const [values, where] =
    key === undefined ? ['data', ''] : ['jsonb_build_object($2::text, data -> $2::text)', 'and data ? $2::text'];
  let bytes = 0;
  let perRead = firstLastPerRead;
  await settleLastValues(database);
  for (let read = 0; read < deviceRowIds.length; ) {
    const some = deviceRowIds.slice(read, read + perRead);
    // Two lists rather than a row each, which the driver would take longer to take apart than the database to find.
    const [row] = await database.query<{ ids: number[] | null; values: string }>({
      sql: `select json_agg(device_row_id) as ids, json_agg(${values})::text as values
        from device_last_value where device_row_id = any($1::bigint[]) ${where}`,
      parameters: key === undefined ? [some] : [some, key],
    });
    const ids = row?.ids ?? [];
    const found = (row?.ids ? parseJson(row.values) : []) as Record<string, LastValue>[];
    yield ids.map((deviceRowId, index) => ({ deviceRowId, values: found[index] ?? {} }));
    bytes += row?.values?.length ?? 0;
    read += some.length;
    perRead = bytes < read * lastPerRead.meanBytes ? lastPerRead.count : firstLastPerRead;
  }
}

/** Rows of one read: on the embedded database ingest waits for one of them at most, a few milliseconds at this size. */
const rowsPerRead = 1000;

/** A row where there is anything packed of device `$1` in [`$2`, `$3`]: calling the function for nothing takes much longer. */
const anyChunk = `(select from device_state_chunk_history c
  where c.device_row_id = $1::bigint and c.start > $2::bigint - 86400000 and c.start <= $3::bigint limit 1) as found`;

/** The first `$4` states of device `$1` in [`$2`, `$3`], rows and chunks alike, in order: `time` and `data`. */
export function statesInOrder(order: 'asc' | 'desc'): string {
  return `select time, data from (
      (select time, data from device_state
        where device_row_id = $1::bigint and time >= $2::bigint and time <= $3::bigint order by time ${order} limit $4::integer)
      union all
      select packed.time, packed.data from ${anyChunk}
        cross join lateral compact_states($1::bigint, $2::bigint, $3::bigint + 1, null, $4::integer, ${order === 'desc'}) packed
    ) state order by time ${order} limit $4::integer`;
}

/** The states of one device in a range, both ends included, oldest first, a few at a time. */
export async function* walkStates(
  database: Database,
  { deviceRowId, start, end }: { deviceRowId: number; start: number; end: number },
  signal: AbortSignal,
): AsyncGenerator<{ time: number; data: Record<string, string | number | boolean> }[]> {
  for (let from = start; ; ) {
    signal.throwIfAborted();
    const rows = await database.query<{ time: number; data: Record<string, string | number | boolean> }>({
      sql: statesInOrder('asc'),
      parameters: [deviceRowId, from, end, rowsPerRead],
    });
    const last = rows.at(-1);
    if (!last) return;
    yield rows;
    if (rows.length < rowsPerRead) return;
    from = last.time + 1;
  }
}
