import type { Database, Statement } from '../../platform/database/database.ts';
import { readPortions } from '../../platform/database/read-portions.ts';
import type { DeviceBatch } from './batch.ts';

const insertStates = `
  insert into device_state (device_row_id, time, data)
  select * from unnest($1::bigint[], $2::bigint[], $3::jsonb[])`;
const mergeStates = `${insertStates}
  on conflict (device_row_id, time) do update set data = device_state.data || excluded.data`;

// Newer than everything known is the common case and needs no look at single attributes.
const upsertLastValues = `
  insert into device_last_value (device_row_id, oldest, newest, data)
  select * from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::jsonb[])
  on conflict (device_row_id) do update set
    data = case when excluded.oldest >= device_last_value.newest
      then device_last_value.data || excluded.data
      else merge_last_values(device_last_value.data, excluded.data) end,
    oldest = least(device_last_value.oldest, excluded.oldest),
    newest = greatest(device_last_value.newest, excluded.newest)`;

/**
 * The statements that store a batch of states: the states themselves and the devices' last values.
 *
 * @param merge whether states may be there already, to be merged with. Without, such a state is a unique violation, and
 *   nothing of the batch is stored; that takes PostgreSQL half the time.
 */
export function stateStatements(batches: readonly DeviceBatch[], options: { merge: boolean }): Statement[] {
  const deviceRowIds: number[] = [];
  const times: number[] = [];
  const data: string[] = [];
  for (const { deviceRowId, rows } of batches) {
    for (const row of rows) {
      deviceRowIds.push(deviceRowId);
      times.push(row.time);
      data.push(JSON.stringify(row.data));
    }
  }
  return [
    { sql: options.merge ? mergeStates : insertStates, parameters: [deviceRowIds, times, data] },
    {
      sql: upsertLastValues,
      parameters: [
        batches.map(({ deviceRowId }) => deviceRowId),
        batches.map(({ oldest }) => oldest),
        batches.map(({ newest }) => newest),
        batches.map(({ last }) => JSON.stringify(last)),
      ],
    },
  ];
}

/** States of one device from `since` on, as many as one answer holds. */
export async function readStates(
  database: Database,
  question: { deviceRowId: number; since: number; limit: number; direction: 'asc' | 'desc' },
): Promise<{ rows: { time: number; data: Record<string, string | number | boolean> }[]; truncated: boolean }> {
  return readPortions(question.limit, ({ offset, limit }) =>
    database.query({
      sql: `select time, data from device_state
        where device_row_id = $1 and time >= $2 order by time ${question.direction} limit $3 offset $4`,
      parameters: [question.deviceRowId, question.since, limit, offset],
    }),
  );
}

/** The newest value of every attribute of the devices, by device key. */
export async function readLastValues(
  database: Database,
  deviceRowIds: readonly number[],
): Promise<{ device_row_id: number; data: Record<string, { t: number; v: string | number | boolean }> }[]> {
  return database.query({
    sql: 'select device_row_id, data from device_last_value where device_row_id = any($1::bigint[])',
    parameters: [[...deviceRowIds]],
  });
}

/** Rows of one read: on the embedded database ingest waits for one of them at most, a few milliseconds at this size. */
const rowsPerRead = 1000;

/** The states of one device in a range, both ends included, oldest first, a few at a time. */
export async function* walkStates(
  database: Database,
  { deviceRowId, start, end }: { deviceRowId: number; start: number; end: number },
  signal: AbortSignal,
): AsyncGenerator<{ time: number; data: Record<string, string | number | boolean> }[]> {
  for (let from = start; ; ) {
    signal.throwIfAborted();
    const rows = await database.query<{ time: number; data: Record<string, string | number | boolean> }>({
      sql: `select time, data from device_state
        where device_row_id = $1 and time >= $2 and time <= $3 order by time limit $4`,
      parameters: [deviceRowId, from, end, rowsPerRead],
    });
    const last = rows.at(-1);
    if (!last) return;
    yield rows;
    if (rows.length < rowsPerRead) return;
    from = last.time + 1;
  }
}
