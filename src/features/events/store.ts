import { type Insertable, type Selectable, type SqlBool, sql } from 'kysely';
import type { Queryable } from '../../platform/database/database.ts';
import type { Condition } from '../../platform/query-language/index.ts';
import type { EventState } from './schemas.ts';
import type { EventTable, EventUpdateTable } from './tables.generated.ts';

export type EventRow = Selectable<EventTable>;
export type EventUpdateRow = Selectable<EventUpdateTable>;

export function insertEvent(tx: Queryable, row: Insertable<EventTable>): Promise<EventRow> {
  return tx.insertInto('event').values(row).returningAll().executeTakeFirstOrThrow();
}

/** The device of the application that an event names. */
export function findEventDevice(
  tx: Queryable,
  applicationRowId: number,
  deviceId: string,
): Promise<{ deviceRowId: number; name: string } | undefined> {
  return tx
    .selectFrom('device_directory')
    .where('id', '=', deviceId)
    .where('application_row_id', '=', applicationRowId)
    .where('deleted_at', 'is', null)
    .select(['device_row_id as deviceRowId', 'name'])
    .executeTakeFirst();
}

export function findEvent(db: Queryable, applicationRowId: number, id: string): Promise<EventRow | undefined> {
  return db
    .selectFrom('event')
    .where('application_row_id', '=', applicationRowId)
    .where('id', '=', id)
    .selectAll()
    .executeTakeFirst();
}

export function lockEvent(tx: Queryable, applicationRowId: number, id: string): Promise<EventRow | undefined> {
  return tx
    .selectFrom('event')
    .where('application_row_id', '=', applicationRowId)
    .where('id', '=', id)
    .selectAll()
    .forUpdate()
    .executeTakeFirst();
}

/**
 * Locks those of the events that the condition still selects, in key order: two changes of many events then cannot wait for
 * each other in a circle.
 */
export function lockEvents(
  tx: Queryable,
  eventRowIds: readonly number[],
  condition: Condition | undefined,
): Promise<EventRow[]> {
  return tx
    .selectFrom('event')
    .where('event_row_id', '=', sql<number>`any(${[...eventRowIds]}::bigint[])`)
    .$if(condition !== undefined, (some) => some.where(condition as Condition))
    .selectAll()
    .orderBy('event_row_id')
    .forUpdate()
    .execute();
}

/** Writes updates and what the events are after them, which must be locked, in two statements. */
export async function applyUpdates(
  tx: Queryable,
  changes: readonly {
    readonly row: EventRow;
    readonly update: Insertable<EventUpdateTable>;
  }[],
): Promise<EventUpdateRow[]> {
  if (changes.length === 0) return [];
  const rows = changes.map(({ row }) => row);
  await sql`update event set state = changed.state, tags = changed.tags, update_count = changed.update_count,
      updated_at = changed.updated_at, level = changed.level, subject = changed.subject, device_id = changed.device_id,
      device_name = changed.device_name
    from unnest(${rows.map((row) => row.event_row_id)}::bigint[], ${rows.map((row) => row.state)}::text[],
      ${rows.map((row) => JSON.stringify(row.tags))}::jsonb[], ${rows.map((row) => row.update_count)}::integer[],
      ${rows.map((row) => row.updated_at)}::timestamptz[], ${rows.map((row) => row.level)}::text[],
      ${rows.map((row) => row.subject)}::text[], ${rows.map((row) => row.device_id)}::text[],
      ${rows.map((row) => row.device_name)}::text[])
      as changed (event_row_id, state, tags, update_count, updated_at, level, subject, device_id, device_name)
    where event.event_row_id = changed.event_row_id`.execute(tx);
  return tx
    .insertInto('event_update')
    .values(changes.map(({ update }) => update))
    .returningAll()
    .execute();
}

/** The newest updates of each event, the oldest of them first. */
export async function readUpdates(
  db: Queryable,
  eventRowIds: readonly number[],
  limit: number,
): Promise<Map<number, EventUpdateRow[]>> {
  const found = new Map<number, EventUpdateRow[]>(eventRowIds.map((rowId) => [rowId, []]));
  if (eventRowIds.length === 0) return found;
  const { rows } =
    await sql<EventUpdateRow>`select newest.* from unnest(${[...eventRowIds]}::bigint[]) as wanted (event_row_id)
    cross join lateral (
      select * from event_update where event_row_id = wanted.event_row_id
      order by event_update_row_id desc limit ${limit}) newest
    order by newest.event_update_row_id`.execute(db);
  for (const row of rows) found.get(row.event_row_id)?.push(row);
  return found;
}

/** In which order events may be listed, each with an index; the row number decides between equals. */
export const sortColumns = {
  creationDate: 'created_at',
  lastUpdated: 'updated_at',
  subject: 'folded_subject',
  id: 'id',
  level: 'severity',
  state: 'state',
  deviceId: 'device_id',
} as const;

export interface EventOrder {
  readonly column: (typeof sortColumns)[keyof typeof sortColumns];
  readonly direction: 'asc' | 'desc';
}

/** A page of the application's events that the condition selects: their row numbers, and the bytes of their texts and data. */
export async function listEvents(
  db: Queryable,
  applicationRowId: number,
  condition: Condition | undefined,
  { column, direction, limit, offset }: EventOrder & { limit: number; offset: number },
): Promise<{ rowId: number; bytes: number }[]> {
  const order = sql.raw(direction);
  // Events of one level or state by their age, which their indexes have too.
  const then = column === 'severity' || column === 'state' || column === 'device_id' ? [sql`created_at ${order}`] : [];
  const keys = [sql`${sql.ref(column)} ${order}`, ...then, sql`event_row_id ${order}`];
  const { rows } = await sql<{ rowId: number; bytes: number }>`select event_row_id as "rowId",
      octet_length(message) + coalesce(octet_length(data), 0) as bytes
    from event where ${ofApplication(applicationRowId, condition)}
    order by ${sql.join(keys)} limit ${limit} offset ${offset}`.execute(db);
  return rows;
}

/** The bytes of what `readUpdates` would read. */
export async function measureUpdates(db: Queryable, eventRowIds: readonly number[], limit: number): Promise<number> {
  if (eventRowIds.length === 0) return 0;
  const { rows } = await sql<{ bytes: number }>`select coalesce(sum(newest.bytes), 0)::bigint as bytes
    from unnest(${[...eventRowIds]}::bigint[]) as wanted (event_row_id)
    cross join lateral (
      select coalesce(octet_length(comment), 0) + coalesce(octet_length(data), 0) as bytes from event_update
      where event_row_id = wanted.event_row_id order by event_update_row_id desc limit ${limit}) newest`.execute(db);
  return rows[0]?.bytes ?? 0;
}

export async function countEvents(
  db: Queryable,
  applicationRowId: number,
  condition: Condition | undefined,
  and?: Condition,
): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) as count from event
    where ${ofApplication(applicationRowId, condition)} ${and ? sql`and (${and})` : sql``}`.execute(db);
  return rows[0]?.count ?? 0;
}

/** How many events there are in one state, or in all: without counting them. */
export async function readTally(db: Queryable, applicationRowId: number, state?: EventState): Promise<number> {
  const { rows } = await sql<{ count: number }>`select coalesce(sum(count), 0)::bigint as count from event_tally
    where application_row_id = ${applicationRowId} ${state === undefined ? sql`` : sql`and state = ${state}`}`.execute(
    db,
  );
  return rows[0]?.count ?? 0;
}

/** Among the new events that the condition selects: of the highest level, the newest. */
export async function findMostSevere(
  db: Queryable,
  applicationRowId: number,
  condition: Condition | undefined,
): Promise<EventRow | undefined> {
  const { rows } = await sql<EventRow>`select * from event
    where ${ofApplication(applicationRowId, condition)} and state = 'new'
    order by severity desc, created_at desc, event_row_id desc limit 1`.execute(db);
  return rows[0];
}

/** Events that are looked at in one statement when all of an application are walked through. */
const rowsPerLook = 5_000;

/**
 * Row numbers of events that the condition selects, in their order, behind `after` and up to `last`. It looks at so many
 * events that the statement stays short, and says how far it has looked: undefined, to the end.
 */
export async function findMatching(
  db: Queryable,
  applicationRowId: number,
  condition: Condition | undefined,
  { after, last, limit }: { after: number; last: number; limit: number },
): Promise<{ rowIds: number[]; lookedTo: number | undefined }> {
  const looked = sql`select event_row_id from event where application_row_id = ${applicationRowId}
    and event_row_id > ${after} and event_row_id <= ${last} order by event_row_id`;
  const { rows: ends } = await sql<{ end: number | null }>`select max(event_row_id) as "end", count(*) as count
    from (${looked} limit ${rowsPerLook}) looked`.execute(db);
  const end = ends[0]?.end;
  if (end === null || end === undefined) return { rowIds: [], lookedTo: undefined };
  const { rows } = await sql<{ rowId: number }>`select event_row_id as "rowId" from event
    where ${ofApplication(applicationRowId, condition)} and event_row_id > ${after} and event_row_id <= ${end}
    order by event_row_id limit ${limit}`.execute(db);
  const rowIds = rows.map(({ rowId }) => rowId);
  return { rowIds, lookedTo: rowIds.length === limit ? rowIds.at(-1) : end };
}

/** The number of the application's last event; 0 when it has none. */
export async function findLastRowId(db: Queryable, applicationRowId: number): Promise<number> {
  const { rows } = await sql<{ last: number | null }>`select max(event_row_id) as last from event
    where application_row_id = ${applicationRowId}`.execute(db);
  return rows[0]?.last ?? 0;
}

export function readEvents(db: Queryable, eventRowIds: readonly number[]): Promise<EventRow[]> {
  return db
    .selectFrom('event')
    .where('event_row_id', '=', sql<number>`any(${[...eventRowIds]}::bigint[])`)
    .selectAll()
    .orderBy('event_row_id')
    .execute();
}

/** An event without its texts and data, which may be large. */
export type EventHead = Omit<EventRow, 'message' | 'data'>;
const headColumns = [
  'event_row_id',
  'id',
  'application_row_id',
  'level',
  'severity',
  'state',
  'subject',
  'folded_subject',
  'device_id',
  'device_name',
  'tags',
  'source_type',
  'source_id',
  'source_name',
  'update_count',
  'created_at',
  'updated_at',
] as const;

/** An application that has events, behind another one in the order of their row numbers; undefined when there is none. */
export async function findNextWithEvents(
  db: Queryable,
  after: number,
): Promise<{ applicationRowId: number; applicationId: string } | undefined> {
  const { rows } = await sql<{
    applicationRowId: number;
    applicationId: string;
  }>`select a.application_row_id as "applicationRowId", a.id as "applicationId" from application_directory a
    where a.application_row_id > ${after} and a.deleted_at is null
      and exists (select from event_tally t where t.application_row_id = a.application_row_id and t.count > 0)
    order by a.application_row_id limit 1`.execute(db);
  return rows[0];
}

/** A place among the resolved events of an application, in the order of their creation. */
export interface ResolvedPlace {
  readonly createdAt: Date;
  readonly rowId: number;
}

/** The next resolved events that were created before `before`, the oldest first, with when each was last changed. */
export async function listResolved(
  db: Queryable,
  applicationRowId: number,
  { before, after, limit }: { before: Date; after: ResolvedPlace | undefined; limit: number },
): Promise<(ResolvedPlace & { readonly updatedAt: Date })[]> {
  return db
    .selectFrom('event')
    .where('application_row_id', '=', applicationRowId)
    .where('state', '=', 'resolved')
    .where('created_at', '<', before)
    .$if(after !== undefined, (some) =>
      some.where(sql<SqlBool>`(created_at, event_row_id) > (${after?.createdAt}, ${after?.rowId})`),
    )
    .select(['created_at as createdAt', 'event_row_id as rowId', 'updated_at as updatedAt'])
    .orderBy('created_at')
    .orderBy('event_row_id')
    .limit(limit)
    .execute();
}

/** Deletes the updates of each event but its newest. */
export async function deleteOldUpdates(tx: Queryable, eventRowIds: readonly number[], kept: number): Promise<void> {
  await sql`delete from event_update u using (
      select wanted.event_row_id, (select event_update_row_id from event_update newest
        where newest.event_row_id = wanted.event_row_id
        order by event_update_row_id desc offset ${kept} limit 1) as last
      from unnest(${[...eventRowIds]}::bigint[]) as wanted (event_row_id)) old
    where u.event_row_id = old.event_row_id and u.event_update_row_id <= old.last`.execute(tx);
}

/** Deletes events with their updates; returns what they were. */
export async function deleteEvents(tx: Queryable, eventRowIds: readonly number[]): Promise<EventHead[]> {
  return tx
    .deleteFrom('event')
    .where('event_row_id', '=', sql<number>`any(${[...eventRowIds]}::bigint[])`)
    .returning(headColumns)
    .execute();
}

function ofApplication(applicationRowId: number, condition: Condition | undefined): Condition {
  const own = sql<SqlBool>`application_row_id = ${applicationRowId}`;
  return condition ? sql<SqlBool>`${own} and (${condition})` : own;
}
