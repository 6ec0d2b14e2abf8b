import { sql } from 'kysely';
import type { Database, Queryable } from '../../platform/database/database.ts';
import type { ArchiveConfig } from '../applications/index.ts';
import type { StoredAttribute } from '../devices/index.ts';

export const dayMs = 24 * 3_600_000;
/** Rows removed per statement: short enough that ingest, which may share the one session, hardly notices. */
const rowsPerStep = 1000;

export interface ApplicationPolicy {
  readonly applicationRowId: number;
  readonly applicationId: string;
  readonly ownerTtl: number | null;
  readonly ownTtl: number | null;
  readonly config: ArchiveConfig | null;
  /** Whether some attribute of some device has a lifetime of its own. */
  readonly hasAttributeTtl: boolean;
}

export async function readPolicies(db: Queryable): Promise<ApplicationPolicy[]> {
  const { rows } = await sql<{
    application_row_id: number;
    id: string;
    owner_ttl: number | null;
    data_ttl: number | null;
    archive_config: ArchiveConfig | null;
    has_attribute_ttl: boolean;
  }>`select a.application_row_id, a.id, coalesce(u.data_ttl, o.data_ttl) as owner_ttl, a.data_ttl, a.archive_config,
      exists (select from device d where d.application_row_id = a.application_row_id and d.deleted_at is null
        and jsonb_path_exists(d.attributes, '$[*].dataTTL')) as has_attribute_ttl
    from application a
      left join app_user u on a.owner_type = 'user' and u.id = a.owner_id
      left join organization o on a.owner_type = 'organization' and o.id = a.owner_id
    where a.deleted_at is null`.execute(db);
  return rows.map((row) => ({
    applicationRowId: row.application_row_id,
    applicationId: row.id,
    ownerTtl: row.owner_ttl,
    ownTtl: row.data_ttl,
    config: row.archive_config,
    hasAttributeTtl: row.has_attribute_ttl,
  }));
}

export interface KeptDevice {
  readonly deviceRowId: number;
  readonly id: string;
  readonly tags: { key: string; value: string }[];
  readonly attributes: StoredAttribute[];
}

export async function readDevices(
  db: Queryable,
  applicationRowId: number,
  afterKey: number,
  limit: number,
): Promise<KeptDevice[]> {
  const rows = await db
    .selectFrom('device')
    .where('application_row_id', '=', applicationRowId)
    .where('deleted_at', 'is', null)
    .where('device_row_id', '>', afterKey)
    .orderBy('device_row_id')
    .limit(limit)
    .select(['device_row_id', 'id', 'tags', 'attributes'])
    .execute();
  return rows.map((row) => ({
    deviceRowId: row.device_row_id,
    id: row.id,
    tags: row.tags,
    attributes: row.attributes as StoredAttribute[],
  }));
}

/** Weeks (since the epoch) that have a partition of their own. */
export async function listWeeks(database: Database): Promise<number[]> {
  const rows = await database.query<{ name: string }>({
    sql: `select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
      where i.inhparent = 'device_state'::regclass order by c.relname`,
  });
  return rows
    .map(({ name }) => Number(/^device_state_(\d+)$/.exec(name)?.[1] ?? Number.NaN))
    .filter((week) => Number.isSafeInteger(week))
    .sort((a, b) => a - b);
}

export interface DeviceInWeek {
  readonly deviceRowId: number;
  /** null: the device or its application is gone or going; a purge removes its rows anyway. */
  readonly applicationRowId: number | null;
  readonly id: string | null;
  readonly tags: { key: string; value: string }[] | null;
}

/** Devices that have rows in a week's partition, found by going from one to the next, not by reading the rows. */
export async function readDevicesInWeek(
  database: Database,
  week: number,
  afterKey: number,
  limit: number,
): Promise<DeviceInWeek[]> {
  const partition = `device_state_${week}`;
  const rows = await database.query<{
    device_row_id: number;
    application_row_id: number | null;
    id: string | null;
    tags: DeviceInWeek['tags'];
  }>({
    sql: `with recursive found (device_row_id, step) as (
        (select device_row_id, 1 from ${partition} where device_row_id > $1 order by device_row_id limit 1)
        union all
        select (select s.device_row_id from ${partition} s where s.device_row_id > found.device_row_id order by s.device_row_id limit 1),
          step + 1
        from found where found.device_row_id is not null and step < $2
      )
      select found.device_row_id, a.application_row_id, d.id, d.tags from found
        left join device d on d.device_row_id = found.device_row_id and d.deleted_at is null
        left join application a on a.application_row_id = d.application_row_id and a.deleted_at is null
      where found.device_row_id is not null order by found.device_row_id`,
    parameters: [afterKey, limit],
  });
  return rows.map((row) => ({
    deviceRowId: row.device_row_id,
    applicationRowId: row.application_row_id,
    id: row.id,
    tags: row.tags,
  }));
}

/** Drops a week's partition, or does not when somebody reads from it: waiting for its lock would hold up ingest. */
export async function dropWeek(database: Database, week: number): Promise<void> {
  await database.script(`begin; set local lock_timeout = '2s'; drop table if exists device_state_${week}; commit`);
}

/** Removes the device's oldest states in [from, until), at most so many at a time; answers how many. */
export async function deleteStates(
  database: Database,
  range: { deviceRowId: number; from: number; until: number },
): Promise<number> {
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
 * value goes whole. Answers where the next step starts, or undefined when there is none.
 */
export async function deleteValues(
  database: Database,
  range: { deviceRowId: number; attributeKey: number; from: number; until: number },
): Promise<number | undefined> {
  const { deviceRowId, attributeKey, from, until } = range;
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

export async function readSweeps(db: Queryable, deviceRowId: number): Promise<Map<number, number>> {
  const rows = await db
    .selectFrom('attribute_sweep')
    .where('device_row_id', '=', deviceRowId)
    .select(['attribute_key', 'swept_until'])
    .execute();
  return new Map(rows.map((row) => [row.attribute_key, row.swept_until]));
}

export async function saveSweep(
  db: Queryable,
  sweep: { deviceRowId: number; attributeKey: number; until: number },
): Promise<void> {
  await db
    .insertInto('attribute_sweep')
    .values({ device_row_id: sweep.deviceRowId, attribute_key: sweep.attributeKey, swept_until: sweep.until })
    .onConflict((conflict) =>
      conflict.columns(['device_row_id', 'attribute_key']).doUpdateSet({ swept_until: sweep.until }),
    )
    .execute();
}
