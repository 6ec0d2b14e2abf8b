import type { Database, Queryable } from '../../platform/database/database.ts';
import type { OwnerRef } from '../../platform/http/gatekeeper.ts';

export interface ArchivedDevice {
  readonly deviceKey: number;
  readonly id: string;
  readonly tags: { key: string; value: string }[];
  readonly attributes: { key: number; name: string; dataType: string; retired?: boolean }[];
}

/** Devices of an application in key order, a page at a time, so that memory does not grow with the fleet. */
export async function readDevices(
  db: Queryable,
  applicationKey: number,
  afterKey: number,
  limit: number,
): Promise<ArchivedDevice[]> {
  const rows = await db
    .selectFrom('device')
    .where('application_key', '=', applicationKey)
    .where('deleted_at', 'is', null)
    .where('device_key', '>', afterKey)
    .orderBy('device_key')
    .limit(limit)
    .select(['device_key', 'id', 'tags', 'attributes'])
    .execute();
  return rows.map((row) => ({
    deviceKey: row.device_key,
    id: row.id,
    tags: row.tags,
    attributes: row.attributes as ArchivedDevice['attributes'],
  }));
}

/** States of one device in (after, until], oldest first, a page at a time. */
export function readStatesAfter(
  database: Database,
  deviceKey: number,
  after: number,
  until: number,
  limit: number,
): Promise<{ time: number; data: Record<string, string | number | boolean> }[]> {
  return database.query({
    sql: `select time, data from device_state
      where device_key = $1 and time > $2 and time <= $3 order by time limit $4`,
    parameters: [deviceKey, after, until, limit],
  });
}

/** The time of the first state of one device in [from, until), if there is one. */
export async function findFirstState(
  database: Database,
  deviceKey: number,
  from: number,
  until: number,
): Promise<number | undefined> {
  const [row] = await database.query<{ time: number }>({
    sql: 'select time from device_state where device_key = $1 and time >= $2 and time < $3 order by time limit 1',
    parameters: [deviceKey, from, until],
  });
  return row?.time;
}

export function listArchivingApplications(db: Queryable): Promise<{ application_key: number }[]> {
  return db
    .selectFrom('application')
    .where('archive_config', 'is not', null)
    .where('deleted_at', 'is', null)
    .select('application_key')
    .execute();
}

/** How long the application's owner keeps states, in ms; null: for ever. */
export async function findDataTtl(db: Queryable, { ownerType, ownerId }: OwnerRef): Promise<number | null> {
  const table = ownerType === 'user' ? 'app_user' : 'organization';
  const row = await db.selectFrom(table).where('id', '=', ownerId).select('data_ttl').executeTakeFirst();
  return row?.data_ttl ?? null;
}

export function findApplicationId(db: Queryable, applicationKey: number): Promise<{ id: string } | undefined> {
  return db
    .selectFrom('application')
    .where('application_key', '=', applicationKey)
    .where('deleted_at', 'is', null)
    .select('id')
    .executeTakeFirst();
}

/** Marks a day as to be archived. A day that has been finished before starts over; one under way goes on. */
export async function requestDay(db: Queryable, applicationKey: number, day: number, now: Date): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const known = await tx
      .selectFrom('archive_day')
      .where('application_key', '=', applicationKey)
      .where('day', '=', day)
      .select('state')
      .forUpdate()
      .executeTakeFirst();
    if (known && (known.state === 'pending' || known.state === 'exporting')) return;
    if (known) {
      await tx
        .deleteFrom('archive_object')
        .where('application_key', '=', applicationKey)
        .where('day', '=', day)
        .execute();
    }
    const fresh = {
      state: 'pending' as const,
      attempts: 0,
      objects: 0,
      rows: 0,
      bytes: 0,
      error: null,
      updated_at: now,
    };
    await tx
      .insertInto('archive_day')
      .values({ application_key: applicationKey, day, ...fresh, job_id: null, created_at: now })
      .onConflict((conflict) => conflict.columns(['application_key', 'day']).doUpdateSet(fresh))
      .execute();
  });
}

/** Remembers the job of a day; answers the one that is known when this request started none. */
export async function rememberJob(
  db: Queryable,
  applicationKey: number,
  day: number,
  jobId: string | undefined,
): Promise<string | undefined> {
  const query = db
    .updateTable('archive_day')
    .where('application_key', '=', applicationKey)
    .where('day', '=', day)
    .returning('job_id');
  const row = await (jobId === undefined
    ? query.set((expression) => ({ job_id: expression.ref('job_id') }))
    : query.set({ job_id: jobId })
  ).executeTakeFirst();
  return row?.job_id ?? undefined;
}

export async function beginDay(db: Queryable, applicationKey: number, day: number, now: Date): Promise<void> {
  await db
    .updateTable('archive_day')
    .set((expression) => ({
      state: 'exporting' as const,
      attempts: expression('attempts', '+', 1),
      error: null,
      updated_at: now,
    }))
    .where('application_key', '=', applicationKey)
    .where('day', '=', day)
    .execute();
}

/** Devices whose object has been confirmed in this run already: a job that is run again leaves them alone. */
export async function readDoneDevices(db: Queryable, applicationKey: number, day: number): Promise<Set<number>> {
  const rows = await db
    .selectFrom('archive_object')
    .where('application_key', '=', applicationKey)
    .where('day', '=', day)
    .select('device_key')
    .execute();
  return new Set(rows.map((row) => row.device_key));
}

export interface ConfirmedObject {
  readonly applicationKey: number;
  readonly day: number;
  readonly deviceKey: number;
  readonly key: string;
  readonly rows: number;
  readonly bytes: number;
  readonly sha256: string;
  readonly writtenAt: Date;
}

export async function insertObject(db: Queryable, object: ConfirmedObject): Promise<void> {
  const values = {
    object_key: object.key,
    rows: object.rows,
    bytes: object.bytes,
    sha256: object.sha256,
    written_at: object.writtenAt,
  };
  await db
    .insertInto('archive_object')
    .values({ application_key: object.applicationKey, day: object.day, device_key: object.deviceKey, ...values })
    .onConflict((conflict) => conflict.columns(['application_key', 'day', 'device_key']).doUpdateSet(values))
    .execute();
}

/** Ends a day as succeeded, with the totals of its confirmed objects. */
export async function finishDay(database: Database, applicationKey: number, day: number, now: Date): Promise<void> {
  await database.query({
    sql: `update archive_day set state = 'succeeded', error = null, updated_at = $3,
        objects = total.objects, rows = total.rows, bytes = total.bytes
      from (select count(*)::integer as objects, coalesce(sum(rows), 0)::bigint as rows,
          coalesce(sum(bytes), 0)::bigint as bytes
        from archive_object where application_key = $1 and day = $2) total
      where application_key = $1 and day = $2`,
    parameters: [applicationKey, day, now],
  });
}

export async function failDay(
  db: Queryable,
  applicationKey: number,
  day: number,
  error: string,
  now: Date,
): Promise<void> {
  await db
    .updateTable('archive_day')
    .set({ state: 'failed', error, updated_at: now })
    .where('application_key', '=', applicationKey)
    .where('day', '=', day)
    .execute();
}

/** Days whose work a crash may have left without a job. */
export function listOpenDays(db: Queryable): Promise<{ application_key: number; day: number }[]> {
  return db
    .selectFrom('archive_day')
    .where('state', 'in', ['pending', 'exporting'])
    .select(['application_key', 'day'])
    .execute();
}
