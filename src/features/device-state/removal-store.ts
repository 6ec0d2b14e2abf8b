import { sql } from 'kysely';
import type { Database, Queryable } from '../../platform/database/database.ts';
import { deleteChunks, unpackRange } from './compaction-store.ts';
import type { TimedValue } from './composite.ts';

/** What is to be removed of one device. */
export interface Removal {
  readonly key: number;
  readonly deviceRowId: number;
  /** Epoch ms, both included. */
  readonly start: number;
  readonly end: number;
  /** Names of attributes; null: whole states. */
  readonly attributes: readonly string[] | null;
  readonly removesCommands?: boolean;
  readonly removesConnections?: boolean;
}

/** Rows of one statement: short enough that ingest, which may share the one session, hardly notices. */
const rowsPerStep = 2000;

export async function insertRemovals(
  tx: Queryable,
  removals: readonly Omit<Removal, 'key'>[],
): Promise<{ key: number }[]> {
  const keys: { key: number }[] = [];
  for (let index = 0; index < removals.length; index += rowsPerStep) {
    const rows = removals.slice(index, index + rowsPerStep).map((removal) => ({
      device_row_id: removal.deviceRowId,
      start_time: removal.start,
      end_time: removal.end,
      attributes: removal.attributes && JSON.stringify(removal.attributes),
      removes_commands: removal.removesCommands ?? false,
      removes_connections: removal.removesConnections ?? false,
    }));
    const inserted = tx.insertInto('device_data_removal').values(rows);
    keys.push(...(await inserted.returning('device_data_removal_row_id as key').execute()));
  }
  return keys;
}

export async function findRemoval(db: Queryable, key: number): Promise<Removal | undefined> {
  const row = await db
    .selectFrom('device_data_removal')
    .where('device_data_removal_row_id', '=', key)
    .selectAll()
    .executeTakeFirst();
  return (
    row && {
      key,
      deviceRowId: row.device_row_id,
      start: row.start_time,
      end: row.end_time,
      attributes: row.attributes,
      removesCommands: row.removes_commands,
      removesConnections: row.removes_connections,
    }
  );
}

export async function deleteRemoval(db: Queryable, key: number): Promise<void> {
  await db.deleteFrom('device_data_removal').where('device_data_removal_row_id', '=', key).execute();
}

/** Deletes the states of a device in a range, newest first, step by step. */
export async function removeStates(
  database: Database,
  { deviceRowId, start, end }: { deviceRowId: number; start: number; end: number },
  signal: AbortSignal,
): Promise<void> {
  await deleteChunks(database, { deviceRowId, start, end });
  // What is left packed belongs to a day that the range begins or ends in.
  await unpackRange(database, { deviceRowId, start, end });
  for (let until = end; ; ) {
    signal.throwIfAborted();
    const from = await findStepStart(database, deviceRowId, start, until);
    if (from === undefined) return;
    await database.query({
      sql: 'delete from device_state where device_row_id = $1 and time >= $2 and time <= $3',
      parameters: [deviceRowId, from, until],
    });
    until = from - 1;
  }
}

/** Takes the values of some attributes out of the states of a range; states that hold nothing else go with them. */
export async function removeValues(
  database: Database,
  { deviceRowId, start, end, keys }: { deviceRowId: number; start: number; end: number; keys: readonly string[] },
  signal: AbortSignal,
): Promise<void> {
  if (keys.length === 0) return;
  await unpackRange(database, { deviceRowId, start, end, keys });
  for (let until = end; ; ) {
    signal.throwIfAborted();
    const from = await findStepStart(database, deviceRowId, start, until);
    if (from === undefined) return;
    const parameters = [deviceRowId, from, until, [...keys]];
    await database.batch([
      {
        sql: `delete from device_state where device_row_id = $1::bigint and time >= $2::bigint and time <= $3::bigint
          and data ?| $4::text[] and data - $4::text[] = '{}'::jsonb`,
        parameters,
      },
      {
        sql: `update device_state set data = data - $4::text[]
          where device_row_id = $1::bigint and time >= $2::bigint and time <= $3::bigint and data ?| $4::text[]`,
        parameters,
      },
    ]);
    until = from - 1;
  }
}

/** The time of the oldest among the newest few states of a range; undefined when it has none. */
async function findStepStart(
  database: Database,
  deviceRowId: number,
  start: number,
  until: number,
): Promise<number | undefined> {
  const [row] = await database.query<{ from: number | null }>({
    sql: `select min(time) as "from" from (select time from device_state
      where device_row_id = $1 and time >= $2 and time <= $3 order by time desc limit $4) as step`,
    parameters: [deviceRowId, start, until, rowsPerStep],
  });
  return row?.from ?? undefined;
}

type LastValues = Record<string, TimedValue>;

export async function selectLastValues(
  db: Queryable,
  deviceRowId: number,
  options: { lock?: boolean } = {},
): Promise<LastValues | undefined> {
  let query = db.selectFrom('device_last_value').where('device_row_id', '=', deviceRowId).select('data');
  if (options.lock) query = query.forUpdate();
  const row = await query.executeTakeFirst();
  return row?.data as LastValues | undefined;
}

/** Writes the last values of a device, and the bounds of their times. */
export async function replaceLastValues(tx: Queryable, deviceRowId: number, values: LastValues): Promise<void> {
  const times = Object.values(values).map(({ t }) => t);
  if (times.length === 0) {
    await tx.deleteFrom('device_last_value').where('device_row_id', '=', deviceRowId).execute();
    return;
  }
  await sql`update device_last_value set data = ${JSON.stringify(values)}::jsonb,
      oldest = ${Math.min(...times)}, newest = ${Math.max(...times)}
    where device_row_id = ${deviceRowId}`.execute(tx);
}
