import { sql } from 'kysely';
import type { OwnerRef } from '../../kernel/owner.ts';
import type { Database, Queryable } from '../../platform/database/database.ts';
import { statesInOrder } from '../device-state/index.ts';
import type { DayClaim } from './day-queue.ts';
import type { ManifestObject } from './manifest.ts';

export interface ArchivedAttribute {
  readonly key: number;
  readonly name: string;
  readonly dataType: string;
  readonly retired?: boolean;
}

export interface ArchivedDevice {
  readonly deviceRowId: number;
  readonly id: string;
  readonly name: string;
  readonly tags: { key: string; value: string }[];
  readonly attributes: ArchivedAttribute[];
}

/** Devices of an application in key order, a page at a time, so that memory does not grow with the fleet. */
export async function readDevices(
  db: Queryable,
  applicationRowId: number,
  afterKey: number,
  limit: number,
): Promise<ArchivedDevice[]> {
  const rows = await db
    .selectFrom('device_directory as device')
    .where('application_row_id', '=', applicationRowId)
    .where('deleted_at', 'is', null)
    .where('device_row_id', '>', afterKey)
    .orderBy('device_row_id')
    .limit(limit)
    .select(['device_row_id', 'id', 'name', 'tags', 'attributes'])
    .execute();
  return rows.map((row) => ({
    deviceRowId: row.device_row_id,
    id: row.id,
    name: row.name,
    tags: row.tags,
    attributes: row.attributes as ArchivedAttribute[],
  }));
}

/** Id and tags alone, as `readDevices`: for counting who is selected. */
export async function readDeviceTags(db: Queryable, applicationRowId: number, afterKey: number, limit: number) {
  const rows = await db
    .selectFrom('device_directory as device')
    .where('application_row_id', '=', applicationRowId)
    .where('deleted_at', 'is', null)
    .where('device_row_id', '>', afterKey)
    .orderBy('device_row_id')
    .limit(limit)
    .select(['device_row_id', 'id', 'tags'])
    .execute();
  return rows.map((row) => ({ deviceRowId: row.device_row_id, id: row.id, tags: row.tags }));
}

/** Which of the devices have a state in [from, until], whole UTC days. */
export async function findDevicesWithStates(
  database: Database,
  deviceRowIds: readonly number[],
  from: number,
  until: number,
): Promise<Set<number>> {
  const rows = await database.query<{ device_row_id: number }>({
    sql: `select wanted.device_row_id from unnest($1::bigint[]) as wanted (device_row_id)
      where exists (select from device_state_history s where s.device_row_id = wanted.device_row_id and s.time >= $2 and s.time <= $3)
        or exists (select from device_state_chunk_history c where c.device_row_id = wanted.device_row_id and c.start >= $2 and c.start <= $3)`,
    parameters: [[...deviceRowIds], from, until],
  });
  return new Set(rows.map((row) => row.device_row_id));
}

/** Epoch ms, and the values by attribute key. */
export type State = readonly [time: number, data: Readonly<Record<string, string | number | boolean>>];

/**
 * States of one device in (after, until], oldest first, at most `limit` of them and not many more bytes than
 * `maxBytes`. One value holds them all: many small rows cost the driver more than the database.
 *
 * @returns the states, and whether these were the last
 */
export async function readStatesAfter(
  database: Database,
  range: { deviceRowId: number; after: number; until: number; limit: number; maxBytes: number },
): Promise<{ states: State[]; last: boolean }> {
  const { deviceRowId, after, until, limit, maxBytes } = range;
  const [page] = await database.query<{ rows: number; bytes: number; states: string | null }>({
    sql: `select count(*)::int as rows, coalesce(sum(octet_length(data)), 0)::bigint as bytes,
        '[' || string_agg('[' || time || ',' || data || ']', ',') || ']' as states
      from (
        select time, data, sum(octet_length(data)) over (order by time rows unbounded preceding) - octet_length(data) as before
        from (
          select time, data::text as data from (${statesInOrder('asc')}) state
        ) page
      ) sized
      where before < $5`,
    parameters: [deviceRowId, after + 1, until, limit, maxBytes],
  });
  if (!page?.states) return { states: [], last: true };
  return { states: JSON.parse(page.states) as State[], last: page.rows < limit && page.bytes < maxBytes };
}

/** Which of the attribute keys some state of the device in [from, until], whole UTC days, has a value for. */
export async function findUsedKeys(
  database: Database,
  options: { deviceRowId: number; keys: readonly number[]; from: number; until: number },
): Promise<number[]> {
  const { deviceRowId, keys, from, until } = options;
  const rows = await database.query<{ key: number }>({
    sql: `select wanted.key from unnest($1::bigint[]) as wanted (key)
      where exists (select from device_state_history s where s.device_row_id = $2 and s.time >= $3 and s.time <= $4
        and s.data ? wanted.key::text)
      or exists (select from device_state_chunk_history c, unnest(c.columns) one
        where c.device_row_id = $2 and c.start >= $3 and c.start <= $4 and one.key = wanted.key::text)`,
    parameters: [[...keys], deviceRowId, from, until],
  });
  return rows.map((row) => row.key);
}

/**
 * The UTC days in [from, until) on which one device has states, oldest first, at most `limit`: found by looking from day
 * to day, not by reading the states.
 */
export async function findDaysWithStates(
  database: Database,
  range: { deviceRowId: number; from: number; until: number; limit: number },
): Promise<number[]> {
  const rows = await database.query<{ day: number }>({
    sql: `with recursive found (time) as (
        (select time from device_state_history where device_row_id = $1 and time >= $2 and time < $3 order by time limit 1)
        union all
        select (select s.time from device_state_history s where s.device_row_id = $1
          and s.time >= (found.time / 86400000 + 1) * 86400000 and s.time < $3 order by s.time limit 1)
        from found where found.time is not null
      )
      select time / 86400000 * 86400000 as day from found where time is not null
      union
      select start / 86400000 * 86400000 from device_state_chunk_history where device_row_id = $1 and start >= $2 and start < $3
      order by day limit $4`,
    parameters: [range.deviceRowId, range.from, range.until, range.limit],
  });
  return rows.map((row) => row.day);
}

/** How long the application's owner, and the application itself, keep states, in ms; null: not said. */
export async function findDataTtls(
  db: Queryable,
  { applicationRowId, ownerType, ownerId }: OwnerRef & { applicationRowId: number },
): Promise<{ owner: number | null; own: number | null }> {
  const table = ownerType === 'user' ? 'user_directory' : 'organization_directory';
  const owner = await db.selectFrom(table).where('id', '=', ownerId).select('data_ttl').executeTakeFirst();
  const own = await db
    .selectFrom('application_directory')
    .where('application_row_id', '=', applicationRowId)
    .select('data_ttl')
    .executeTakeFirst();
  return { owner: owner?.data_ttl ?? null, own: own?.data_ttl ?? null };
}

/** Devices whose object this run has confirmed already, for this target: an attempt that goes on leaves them alone. */
export async function readDoneDevices(db: Queryable, claim: DayClaim, target: string): Promise<Set<string>> {
  const rows = await ofDay(db, claim)
    .where('run', '=', claim.run)
    .where('target', '=', target)
    .select('device_id')
    .execute();
  return new Set(rows.map((row) => row.device_id));
}

export interface ConfirmedObject extends ManifestObject {
  readonly deviceRowId: number;
  readonly target: string;
  readonly writtenAt: Date;
}

/** Remembers an object that the target has confirmed; false, and nothing kept, when the claim no longer holds. */
export async function insertObject(db: Queryable, claim: DayClaim, object: ConfirmedObject): Promise<boolean> {
  const { numAffectedRows } = await sql`insert into archive_object (application_row_id, day, device_row_id, device_id,
      device_name, object_key, columns, rows, bytes, sha256, first_time, last_time, target, run, written_at)
    select ${claim.applicationRowId}, ${claim.day}, ${object.deviceRowId}::bigint, ${object.deviceId}, ${object.deviceName},
      ${object.key}, ${JSON.stringify(object.columns)}::jsonb, ${object.rows}::bigint, ${object.bytes}::bigint,
      ${object.sha256}, ${object.firstTime}::bigint, ${object.lastTime}::bigint, ${object.target}, ${claim.run}::integer,
      ${object.writtenAt}::timestamptz
    where exists (select from archive_day where application_row_id = ${claim.applicationRowId} and day = ${claim.day}
      and claim = ${claim.token})
    on conflict (application_row_id, day, device_id) do update set device_row_id = excluded.device_row_id,
      device_name = excluded.device_name, object_key = excluded.object_key, columns = excluded.columns,
      rows = excluded.rows, bytes = excluded.bytes, sha256 = excluded.sha256, first_time = excluded.first_time,
      last_time = excluded.last_time, target = excluded.target, run = excluded.run,
      written_at = excluded.written_at, checked_at = null`.execute(db);
  return Number(numAffectedRows ?? 0) > 0;
}

export interface StoredObjectRow extends ManifestObject {
  readonly run: number;
  readonly target: string;
  readonly checkedAt: Date | null;
}

/** Objects of a day in the order of their device ids, a page at a time. */
export async function readObjects(
  db: Queryable,
  day: { applicationRowId: number; day: number },
  options: { afterId: string; limit: number },
): Promise<StoredObjectRow[]> {
  const rows = await ofDay(db, day)
    .where('device_id', '>', options.afterId)
    .orderBy('device_id')
    .limit(options.limit)
    .selectAll()
    .execute();
  return rows.map((row) => ({
    key: row.object_key,
    deviceId: row.device_id,
    deviceName: row.device_name,
    rows: row.rows,
    bytes: row.bytes,
    sha256: row.sha256,
    columns: row.columns,
    firstTime: row.first_time,
    lastTime: row.last_time,
    run: row.run,
    target: row.target,
    checkedAt: row.checked_at,
  }));
}

/** Remembers that objects were found at the target; those of earlier runs become part of this one. */
export async function keepChecked(
  db: Queryable,
  claim: DayClaim,
  deviceIds: readonly string[],
  now: Date,
): Promise<void> {
  if (deviceIds.length === 0) return;
  await db
    .updateTable('archive_object')
    .set({ run: claim.run, checked_at: now })
    .where('application_row_id', '=', claim.applicationRowId)
    .where('day', '=', claim.day)
    .where('device_id', 'in', [...deviceIds])
    .execute();
}

export async function forgetObjects(db: Queryable, claim: DayClaim, deviceIds: readonly string[]): Promise<void> {
  if (deviceIds.length === 0) return;
  await db
    .deleteFrom('archive_object')
    .where('application_row_id', '=', claim.applicationRowId)
    .where('day', '=', claim.day)
    .where('device_id', 'in', [...deviceIds])
    .execute();
}

export async function sumObjects(
  db: Queryable,
  day: { applicationRowId: number; day: number },
): Promise<{ objects: number; rows: number; bytes: number }> {
  const { rows } = await sql<{ objects: number; rows: number; bytes: number }>`select count(*)::integer as objects,
      coalesce(sum(rows), 0)::bigint as rows, coalesce(sum(bytes), 0)::bigint as bytes
    from archive_object where application_row_id = ${day.applicationRowId} and day = ${day.day}`.execute(db);
  return rows[0] ?? { objects: 0, rows: 0, bytes: 0 };
}

function ofDay(db: Queryable, { applicationRowId, day }: { applicationRowId: number; day: number }) {
  return db.selectFrom('archive_object').where('application_row_id', '=', applicationRowId).where('day', '=', day);
}

/** How a day stands with the archive, and how many of the device's states are stored and have been archived. */
export async function readArchivedDay(
  database: Database,
  options: { applicationRowId: number; day: number; device: { deviceRowId: number; id: string } },
): Promise<{ state: string; thinned: boolean; archivedRows: number | null; storedRows: number } | undefined> {
  const { applicationRowId, day, device } = options;
  const [row] = await database.query<{
    state: string;
    thinned: boolean;
    archived_rows: number | null;
    stored_rows: number;
  }>({
    sql: `select d.state, d.thinned, o.rows as archived_rows,
        case when d.state = 'verified' then (select count(*) from device_state_history s
          where s.device_row_id = $4 and s.time >= $2 and s.time < $2 + 86400000)
          + (select coalesce(sum(c.count), 0) from device_state_chunk_history c
          where c.device_row_id = $4 and c.start >= $2 and c.start < $2 + 86400000) else 0 end as stored_rows
      from archive_day d left join archive_object o
        on o.application_row_id = d.application_row_id and o.day = d.day and o.device_id = $3
      where d.application_row_id = $1 and d.day = $2`,
    parameters: [applicationRowId, day, device.id, device.deviceRowId],
  });
  return (
    row && {
      state: row.state,
      thinned: row.thinned,
      archivedRows: row.archived_rows,
      storedRows: row.stored_rows,
    }
  );
}

/** Marks a verified day as one that retention takes from; false when it is no longer verified. */
export async function thinDay(db: Queryable, applicationRowId: number, day: number): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('archive_day')
    .set({ thinned: true })
    .where('application_row_id', '=', applicationRowId)
    .where('day', '=', day)
    .where('state', '=', 'verified')
    .executeTakeFirst();
  return Number(numUpdatedRows) > 0;
}
