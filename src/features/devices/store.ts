import { type Insertable, type Selectable, sql, type Updateable } from 'kysely';
import { AppError } from '../../kernel/errors.ts';
import type { PageRequest } from '../../kernel/paging.ts';
import type { TagPattern } from '../../kernel/tags.ts';
import type { Database, Queryable } from '../../platform/database/database.ts';
import { readRowsOfPage } from '../../platform/database/page.ts';
import { isUnnamed } from '../../platform/resources/name-index.ts';
import { type Condition, hasTag } from './device-query.ts';
import type { DeviceTable } from './tables.generated.ts';

export type DeviceRow = Selectable<DeviceTable>;

export const sortColumns = {
  name: 'name',
  id: 'id',
  deviceClass: 'device_class',
  creationDate: 'created_at',
  lastUpdated: 'updated_at',
  connectionStatus: 'connected',
} as const;
/** What only lists are sorted by: when a device reported last, and the newest value of one of its attributes. */
export const reportSorts = ['lastReport', 'lastValue'] as const;

/** How reports sort: by the newest time, or by the value under the key that the device keeps the attribute under. */
function reportSortsOf(attribute: string | undefined) {
  return {
    lastReport: sql`(select l.newest from device_last_values l where l.device_row_id = device.device_row_id)`,
    lastValue: sql`(
      select l.data -> (kept ->> 'key') -> 'v'
      from device_last_values l, jsonb_array_elements(device.attributes) kept
      where l.device_row_id = device.device_row_id
        and kept ->> 'name' = ${attribute ?? ''} and not coalesce((kept ->> 'retired')::boolean, false)
      limit 1)`,
  };
}

export const filterColumns = { name: 'name', id: 'id', deviceClass: 'device_class' } as const;

export function findDevice(db: Queryable, applicationRowId: number, id: string): Promise<DeviceRow | undefined> {
  return selectDevice(db, applicationRowId, id).executeTakeFirst();
}

function selectDevice(db: Queryable, applicationRowId: number, id: string) {
  return db
    .selectFrom('device')
    .where('id', '=', id)
    .where('application_row_id', '=', applicationRowId)
    .where('deleted_at', 'is', null)
    .selectAll();
}

/** As `findDevice`, for the questions of the API that come often. */
export async function readDevice(
  database: Database,
  applicationRowId: number,
  id: string,
): Promise<DeviceRow | undefined> {
  const [row] = await database.query<DeviceRow>({
    sql: 'select * from device where id = $1 and application_row_id = $2 and deleted_at is null',
    parameters: [id, applicationRowId],
    prepared: true,
  });
  return row;
}

/** What a profile is made of; lists as they are stored, since most devices of a fleet have the same. */
export interface ProfileRow
  extends Pick<
    DeviceRow,
    'device_row_id' | 'id' | 'name' | 'application_row_id' | 'device_class' | 'gateway_id' | 'keep_duplicates'
  > {
  /** JSON. */
  readonly tags: string;
  /** JSON; retired ones too. */
  readonly attributes: string;
}

/** Devices of one read where there are many: no burden should each be as large as a body may be. */
const firstProfilesPerRead = 100;
/** Ordinary devices have a kilobyte or two: of those, many fit into one read. */
const profilesPerRead = { count: 2000, meanBytes: 8192 };

/**
 * Those of the devices that the application has, in no order.
 *
 * @param options.maxBytes of their lists together
 * @throws AppError Validation when they have more
 */
export async function readProfileRows(
  database: Database,
  applicationRowId: number,
  ids: readonly string[],
  { maxBytes }: { readonly maxBytes: number },
): Promise<ProfileRow[]> {
  const found: ProfileRow[] = [];
  let bytes = 0;
  let perRead = firstProfilesPerRead;
  for (let read = 0; read < ids.length; ) {
    const some = ids.slice(read, read + perRead);
    const rows = await database.query<ProfileRow>({
      sql: `select device_row_id, id, name, application_row_id, device_class, gateway_id, keep_duplicates,
          tags::text as tags, attributes::text as attributes
        from device where id = any($1::text[]) and application_row_id = $2 and deleted_at is null`,
      parameters: [some, applicationRowId],
    });
    for (const row of rows) {
      bytes += row.attributes.length + row.tags.length;
      found.push(row);
    }
    if (bytes > maxBytes) throw new AppError('Validation', 'The query selects more than 64 MiB of devices');
    read += some.length;
    perRead = bytes < read * profilesPerRead.meanBytes ? profilesPerRead.count : firstProfilesPerRead;
  }
  return found;
}

export function lockDevice(tx: Queryable, applicationRowId: number, id: string): Promise<DeviceRow | undefined> {
  return selectDevice(tx, applicationRowId, id).forUpdate().executeTakeFirst();
}

/** A device that another is to refer to: it is not deleted before the transaction ends. */
export function keepDevice(tx: Queryable, applicationRowId: number, id: string): Promise<DeviceRow | undefined> {
  return selectDevice(tx, applicationRowId, id).forShare().executeTakeFirst();
}

/** Locks devices in key order: two changes of many devices then cannot wait for each other in a circle. */
export function lockDevices(tx: Queryable, deviceRowIds: readonly number[]): Promise<DeviceRow[]> {
  return tx
    .selectFrom('device')
    .where('device_row_id', '=', sql<number>`any(${[...deviceRowIds]}::bigint[])`)
    .where('deleted_at', 'is', null)
    .selectAll()
    .orderBy('device_row_id')
    .forUpdate()
    .execute();
}

/** A device by its id alone, with its application; undefined when either is deleted. */
export function findDeviceAnywhere(db: Queryable, id: string) {
  return db
    .selectFrom('device')
    .innerJoin('application_directory as application', 'application.application_row_id', 'device.application_row_id')
    .where('device.id', '=', id)
    .where('device.deleted_at', 'is', null)
    .where('application.deleted_at', 'is', null)
    .selectAll('device')
    .select('application.id as application_id')
    .executeTakeFirst();
}

export function insertDevice(tx: Queryable, row: Insertable<DeviceTable>): Promise<DeviceRow> {
  return tx.insertInto('device').values(row).returningAll().executeTakeFirstOrThrow();
}

/** Inserts devices, in one statement; in no order. */
export async function insertDevices(tx: Queryable, rows: readonly Insertable<DeviceTable>[]): Promise<DeviceRow[]> {
  if (rows.length === 0) return [];
  return tx.insertInto('device').values(rows).returningAll().execute();
}

export function updateDevice(tx: Queryable, deviceRowId: number, changes: Updateable<DeviceTable>): Promise<DeviceRow> {
  return tx
    .updateTable('device')
    .set(changes)
    .where('device_row_id', '=', deviceRowId)
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** Matches a device that has any of the listed tags; a query with only a key, or only a value, leaves the other open. */
function hasAnyTag(queries: readonly TagPattern[]) {
  // One without key and value names no tag, as in the kernel's tagsMatch.
  const named = queries.filter((query) => query.key !== undefined || query.value !== undefined);
  const conditions = named.map(hasTag);
  return conditions.length === 0 ? sql<boolean>`false` : sql<boolean>`(${sql.join(conditions, sql` or `)})`;
}

/** Whether a device is somewhere below another one in the hierarchy of systems. */
export async function isBelow(db: Queryable, applicationRowId: number, id: string, above: string): Promise<boolean> {
  // `union` instead of `union all` ends also where a circle should have come about.
  const { rows } = await sql`with recursive chain as (
      select id, parent_id from device where id = ${id} and application_row_id = ${applicationRowId}
      union select device.id, device.parent_id from device join chain on device.id = chain.parent_id)
    select 1 from chain where id = ${above}`.execute(db);
  return rows.length > 0;
}

/** Frees the children of a system and the peripherals of a gateway that is deleted; returns their ids. */
export async function releaseDependents(tx: Queryable, applicationRowId: number, id: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`update device set
      parent_id = nullif(parent_id, ${id}), gateway_id = nullif(gateway_id, ${id})
    where application_row_id = ${applicationRowId} and (parent_id = ${id} or gateway_id = ${id}) returning id`.execute(
    tx,
  );
  return rows.map((row) => row.id);
}

export interface DeviceSelection {
  readonly deviceIds?: readonly string[] | undefined;
  readonly deviceTags?: readonly TagPattern[] | undefined;
  /** A further way to be selected, compiled from an advanced query. */
  readonly condition?: Condition | undefined;
}

/**
 * Ids of the devices that any listed id, any listed tag or the condition names (semantics.md, "Devices and their state"), in
 * the order of their keys, at most `limit`.
 */
export async function selectDeviceIds(
  db: Queryable,
  applicationRowId: number,
  selection: DeviceSelection,
  limit: number,
): Promise<string[]> {
  const { rows } = await sql<{ ids: string[] }>`select coalesce(json_agg(id), '[]') as ids from (${db
    .selectFrom('device')
    .where('application_row_id', '=', applicationRowId)
    .where('deleted_at', 'is', null)
    .where((expression) =>
      expression.or([
        expression('id', '=', sql<string>`any(${[...(selection.deviceIds ?? [])]}::text[])`),
        hasAnyTag(selection.deviceTags ?? []),
        selection.condition ?? sql<boolean>`false`,
      ]),
    )
    .select('id')
    .orderBy('device_row_id')
    .limit(limit)}) selected`.execute(db);
  return rows[0]?.ids ?? [];
}

/** Devices of an application in the order in which they were made, from after a key. */
export function listDevicesAfter(
  db: Queryable,
  applicationRowId: number,
  question: { condition: Condition | undefined; afterKey: number; limit: number },
): Promise<DeviceRow[]> {
  return db
    .selectFrom('device')
    .where('application_row_id', '=', applicationRowId)
    .where('deleted_at', 'is', null)
    .where('device_row_id', '>', question.afterKey)
    .$if(question.condition !== undefined, (query) => query.where(question.condition as Condition))
    .selectAll()
    .orderBy('device_row_id')
    .limit(question.limit)
    .execute();
}

/** Devices that search does not find yet, as many as `limit`, in their order; locked until the transaction ends. */
export function lockUnnamed(
  tx: Queryable,
  applicationRowId: number,
  { from, to }: { from: number; to: number },
  limit: number,
): Promise<DeviceRow[]> {
  return tx
    .selectFrom('device')
    .where('application_row_id', '=', applicationRowId)
    .where('deleted_at', 'is', null)
    .where('device_row_id', '>=', from)
    .where('device_row_id', '<=', to)
    .where(isUnnamed(sql.ref('device.id')))
    .selectAll()
    .orderBy('device_row_id')
    .limit(limit)
    .forShare('device')
    .execute();
}

export function listDevices(
  db: Queryable,
  applicationRowId: number,
  page: PageRequest,
  narrow: {
    deviceClasses?: readonly string[] | undefined;
    tagFilter?: readonly TagPattern[] | undefined;
    parentId?: string | undefined;
    condition?: Condition | undefined;
    onlyIds?: readonly string[] | undefined;
    /** Whose values `lastValue` sorts by. */
    sortAttribute?: string | undefined;
  },
): Promise<{ rows: DeviceRow[]; totalCount: number }> {
  let query = db
    .selectFrom('device')
    .where('application_row_id', '=', applicationRowId)
    .where('deleted_at', 'is', null)
    .selectAll();
  if (narrow.deviceClasses) query = query.where('device_class', 'in', [...narrow.deviceClasses]);
  if (narrow.tagFilter && narrow.tagFilter.length > 0) query = query.where(hasAnyTag(narrow.tagFilter));
  if (narrow.parentId !== undefined) query = query.where('parent_id', '=', narrow.parentId);
  if (narrow.condition) query = query.where(narrow.condition);
  if (narrow.onlyIds) {
    const ids = [...narrow.onlyIds];
    query = query.where(sql<boolean>`(id = any(${ids}::text[]) or gateway_id = any(${ids}::text[]))`);
  }
  const sort = { ...sortColumns, ...reportSortsOf(narrow.sortAttribute) };
  return readRowsOfPage(query, page, { sort, filter: filterColumns, unique: 'device_row_id' });
}
