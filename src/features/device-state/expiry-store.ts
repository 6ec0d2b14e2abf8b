import type { Database } from '../../platform/database/database.ts';
import { deleteChunks, unpackRange } from './compaction-store.ts';
import type { StatePartition } from './partitions.ts';
import { settleLastValues } from './store.ts';

/** Rows removed per statement: short enough that ingest, which may share the one session, hardly notices. */
const rowsPerStep = 1000;

/** A device that has rows in a partition. */
export interface DeviceInPartition {
  readonly deviceRowId: number;
  /** null: the device or its application is gone or going; a purge removes its rows anyway. */
  readonly applicationRowId: number | null;
  readonly id: string | null;
  readonly tags: { key: string; value: string }[] | null;
}

/** Devices that have states in the time of a partition, rows or packed; found by going from one to the next, not by reading. */
export async function readDevicesInPartition(
  database: Database,
  { name, from, until }: StatePartition,
  afterKey: number,
  limit: number,
): Promise<DeviceInPartition[]> {
  const nextDevice = (after: string): string => `least(
      (select s.device_row_id from ${name} s where s.device_row_id > ${after} order by s.device_row_id limit 1),
      (select c.device_row_id from device_state_chunk c
        where c.device_row_id > ${after} and c.start >= $3 and c.start < $4 order by c.device_row_id limit 1))`;
  const rows = await database.query<{
    device_row_id: number;
    application_row_id: number | null;
    id: string | null;
    tags: DeviceInPartition['tags'];
  }>({
    sql: `with recursive found (device_row_id, step) as (
        select ${nextDevice('$1')}, 1
        union all
        select ${nextDevice('found.device_row_id')}, step + 1 from found where found.device_row_id is not null and step < $2
      )
      select found.device_row_id, a.application_row_id, d.id, d.tags from found
        left join device_directory d on d.device_row_id = found.device_row_id and d.deleted_at is null
        left join application_directory a on a.application_row_id = d.application_row_id and a.deleted_at is null
      where found.device_row_id is not null order by found.device_row_id`,
    parameters: [afterKey, limit, from, until],
  });
  return rows.map((row) => ({
    deviceRowId: row.device_row_id,
    applicationRowId: row.application_row_id,
    id: row.id,
    tags: row.tags,
  }));
}

/** Drops a partition and what is packed of its time, or does not when somebody reads from it: waiting for its lock would hold up ingest. */
export async function dropPartition(database: Database, { name, from, until }: StatePartition): Promise<void> {
  await database.script(`begin; set local lock_timeout = '2s'; drop table if exists ${name};
    delete from device_state_chunk where start >= ${from} and start < ${until}; commit`);
}

/** Removes the device's oldest states in [from, until), at most so many at a time; returns how many. */
export async function deleteStates(
  database: Database,
  range: { deviceRowId: number; from: number; until: number },
): Promise<number> {
  const packed = await deleteChunks(database, { ...range, start: range.from, end: range.until - 1 });
  if (packed > 0) return packed;
  await unpackRange(database, { ...range, start: range.from, end: range.until - 1 });
  const [row] = await database.query<{ count: number }>({
    sql: `with page as (
        select max(time) as last from (
          select time from device_state where device_row_id = $1 and time >= $2 and time < $3 order by time limit $4
        ) oldest
      ), gone as (
        delete from device_state using page
        where device_row_id = $1 and time >= $2 and time < $3 and time <= page.last returning 1
      )
      select count(*)::int as count from gone`,
    parameters: [range.deviceRowId, range.from, range.until, rowsPerStep],
  });
  return row?.count ?? 0;
}

/**
 * Removes one attribute's values from the device's states in [from, until), a step of them; a state that has no other
 * value goes whole. Returns where the next step starts, or undefined when there is none.
 */
export async function deleteValues(
  database: Database,
  range: { deviceRowId: number; attributeKey: number; from: number; until: number },
): Promise<number | undefined> {
  const { deviceRowId, attributeKey, from, until } = range;
  await unpackRange(database, { deviceRowId, start: from, end: until - 1, keys: [String(attributeKey)] });
  const [row] = await database.query<{ last: number | null; rows: number }>({
    sql: `with page as (
        select max(time) as last, count(*)::int as rows from (
          select time from device_state where device_row_id = $1 and time >= $2 and time < $3 order by time limit $4
        ) oldest
      ), thinned as (
        update device_state set data = data - $5 from page
        where device_row_id = $1 and time >= $2 and time < $3 and time <= page.last and data ? $5 and data - $5 <> '{}'
      ), gone as (
        delete from device_state using page
        where device_row_id = $1 and time >= $2 and time < $3 and time <= page.last and data ? $5 and data - $5 = '{}'
      )
      select last, rows from page`,
    parameters: [deviceRowId, from, until, rowsPerStep, String(attributeKey)],
  });
  return row?.last === null || row === undefined || row.rows < rowsPerStep ? undefined : row.last + 1;
}

/** Takes from the device's last values those that are older than `until`: of one attribute, or of all. */
export async function deleteLastValues(
  database: Database,
  options: { deviceRowId: number; until: number; attributeKey?: number },
): Promise<void> {
  await settleLastValues(database);
  await database.query({
    sql: `update device_last_value set data = coalesce(
        (select jsonb_object_agg(key, value) from jsonb_each(data)
          where not ((value ->> 't')::bigint < $2 and ($3::text is null or key = $3))), '{}'),
        oldest = case when $3::text is null then $2 else oldest end
      where device_row_id = $1 and oldest < $2`,
    parameters: [
      options.deviceRowId,
      options.until,
      options.attributeKey === undefined ? null : String(options.attributeKey),
    ],
  });
}
