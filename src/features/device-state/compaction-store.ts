import { sql } from 'kysely';
import type { Database, Queryable } from '../../platform/database/database.ts';
import { inTransaction } from '../../platform/database/transaction.ts';

const dayMs = 86_400_000;
/**
 * States of one chunk. Whoever reports late for the day waits until it is packed, and on the embedded database, which does one thing at
 * a time, everybody who reports: 2,500 states are some 60 ms there. A PostgreSQL server packs 5,000 in five or so parts of 10 ms.
 */
const maxChunkStates = { server: 5_000, embedded: 2_500 };

/** A day of a device. */
export interface DeviceDay {
  readonly deviceRowId: number;
  /** Its first ms. */
  readonly day: number;
}

/** The first day of a device that has rows in a partition, from one on; undefined behind the last one. */
export async function findDay(
  database: Database,
  { partition, deviceRowId, day }: DeviceDay & { readonly partition: string },
): Promise<DeviceDay | undefined> {
  const [found] = await database.query<{ device_row_id: number; time: number }>({
    sql: `select device_row_id, time from ${partition} where (device_row_id, time) >= ($1, $2)
      order by device_row_id, time limit 1`,
    parameters: [deviceRowId, day],
  });
  return found && { deviceRowId: found.device_row_id, day: Math.floor(found.time / dayMs) * dayMs };
}

/**
 * Packs a day of a device, or as much of it as one chunk takes. A chunk and the removal of its rows are one transaction.
 *
 * @param options.rests whether a PostgreSQL server rests between the parts of the work
 * @returns how many states, and whether that was all of the day
 * @throws Error when the chunk would not read back as the rows do: they stay
 */
export async function packDay(
  database: Database,
  question: DeviceDay,
  { rests = false } = {},
): Promise<{ readonly count: number; readonly isComplete: boolean }> {
  const { deviceRowId, day } = question;
  const most = maxChunkStates[database.kind];
  return inTransaction(database, async (tx) => {
    await sql`select pg_advisory_xact_lock(370, state_day_lock(${deviceRowId}, ${day}))`.execute(tx);
    await deriveLastValues(tx, question);
    const { rows } = await sql<{ count: number }>`select pack_rows(
      ${deviceRowId}, ${day}, ${day + dayMs}, ${most}, ${rests && database.kind === 'server'}) as count`.execute(tx);
    const count = rows[0]?.count ?? 0;
    if (count < 0) {
      throw new Error(
        `States of ${new Date(day).toISOString().slice(0, 10)} of device row ${deviceRowId} cannot be packed`,
      );
    }
    return { count, isComplete: count < most };
  });
}

/** Last values are derived from rows: before those of a day become a chunk, and while nobody may add to it. */
async function deriveLastValues(tx: Queryable, { deviceRowId, day }: DeviceDay): Promise<void> {
  await sql`select settle_last_values(0, 2147483647) where exists (
    select from device_last_value_journal j, unnest(j.device_row_ids, j.times) as late (device_row_id, time)
    where late.device_row_id = ${deviceRowId} and late.time >= ${day} and late.time < ${day + dayMs})`.execute(tx);
}

/** Gives the space of a partition back that has no rows left; does not wait for whoever reads from it. */
export async function truncateIfEmpty(database: Database, partition: string): Promise<boolean> {
  const [row] = await database.query<{ done: boolean }>({
    sql: 'select truncate_empty_states($1) as done',
    parameters: [partition],
  });
  return row?.done === true;
}

/** The oldest chunk of a device at or after a key, for whoever turns all back into rows. */
export async function findPackedDay(database: Database, deviceRowId: number): Promise<DeviceDay | undefined> {
  const [found] = await database.query<{ device_row_id: number; start: number }>({
    sql: 'select device_row_id, start from device_state_chunk where device_row_id >= $1 order by device_row_id, start limit 1',
    parameters: [deviceRowId],
  });
  return found && { deviceRowId: found.device_row_id, day: Math.floor(found.start / dayMs) * dayMs };
}

/** A chunk of a device, by the time of its first state in epoch ms. */
export interface Chunk {
  readonly deviceRowId: number;
  readonly start: number;
}

/** The chunks of days of devices. */
export function listChunks(database: Database, days: readonly DeviceDay[]): Promise<Chunk[]> {
  return database.query({
    sql: `select c.device_row_id as "deviceRowId", c.start from unnest($1::bigint[], $2::bigint[]) as late (device_row_id, day)
      join device_state_chunk c on c.device_row_id = late.device_row_id and c.start >= late.day and c.start < late.day + 86400000
      order by c.device_row_id, c.start`,
    parameters: [days.map(({ deviceRowId }) => deviceRowId), days.map(({ day }) => day)],
  });
}

/** Makes a chunk rows again: some ten ms, for which everybody waits on the embedded database. Does nothing when it is gone. */
export async function unpackChunk(database: Database, { deviceRowId, start }: Chunk): Promise<void> {
  await database.batch([
    {
      sql: 'select pg_advisory_xact_lock_shared(370, state_day_lock($1, $2::bigint / 86400000 * 86400000))',
      parameters: [deviceRowId, start],
    },
    { sql: moveChunk, parameters: [deviceRowId, start] },
  ]);
}

const moveChunk = `
  with gone as (delete from device_state_chunk where device_row_id = $1 and start = $2 returning *)
  insert into device_state (device_row_id, time, data)
    select $1, s.time, s.data from gone, lateral expand_chunk(row(gone.*)::device_state_chunk, null) s
    on conflict (device_row_id, time) do update set data = excluded.data || device_state.data`;

/** Makes days of devices rows again, a chunk at a time. */
export async function unpackDays(database: Database, days: readonly DeviceDay[]): Promise<void> {
  for (const chunk of await listChunks(database, days)) await unpackChunk(database, chunk);
}

/**
 * Makes those days of a device rows again of which [start, end] has a part of a chunk; with `keys` only where it has values
 * for one of them.
 */
export async function unpackRange(
  database: Database,
  { deviceRowId, start, end, keys }: { deviceRowId: number; start: number; end: number; keys?: readonly string[] },
): Promise<void> {
  const days = await database.query<{ day: number }>({
    sql: `select distinct c.start / 86400000 * 86400000 as day from device_state_chunk c
      where c.device_row_id = $1 and c.start > $2::bigint - 86400000 and c.start <= $3 and c.last_time >= $2
        and ($4::text[] is null or exists (select from unnest(c.columns) one where one.key = any($4::text[])))`,
    parameters: [deviceRowId, start, end, keys ? [...keys] : null],
  });
  await unpackDays(
    database,
    days.map(({ day }) => ({ deviceRowId, day })),
  );
}

/** Removes the chunks of a device whose states are all in [start, end]; returns how many states went with them. */
export async function deleteChunks(
  database: Database,
  { deviceRowId, start, end }: { deviceRowId: number; start: number; end: number },
): Promise<number> {
  const [row] = await database.query<{ count: number }>({
    sql: `with gone as (
        delete from device_state_chunk where device_row_id = $1 and start >= $2 and start <= $3 and last_time <= $3 returning count
      )
      select coalesce(sum(count), 0)::int as count from gone`,
    parameters: [deviceRowId, start, end],
  });
  return row?.count ?? 0;
}
