import { type RawBuilder, type Selectable, sql } from 'kysely';
import { newId } from '../../kernel/ids.ts';
import type { PageRequest } from '../../kernel/paging.ts';
import type { Queryable } from '../../platform/database/database.ts';
import { readRowsOfPage } from '../../platform/database/page.ts';
import type { EdgeDeploymentLogTable, EdgeDeploymentTable } from './tables.generated.ts';

/** A record with the device that it is of. */
export type DeploymentRow = Selectable<EdgeDeploymentTable> & {
  readonly device_id: string;
  readonly device_name: string;
};
export type LogRow = Selectable<EdgeDeploymentLogTable>;

/** Who has changed a record. */
export interface Source {
  readonly type: LogRow['source_type'];
  readonly id: string;
}

/** Entries of a record that are kept and returned. */
const maxLogs = 100;
/** Records that are inserted in one statement. */
const recordsPerInsert = 1000;

export const sortColumns = {
  lastUpdated: 'edge_deployment.updated_at',
  id: 'edge_deployment.id',
  deviceId: 'device.id',
  flowId: 'edge_deployment.flow_id',
  desiredVersion: 'edge_deployment.desired_version',
  currentVersion: 'edge_deployment.current_version',
  creationDate: 'edge_deployment.created_at',
} as const;

/** The application's records; those of a device that is deleted are gone with it, before its rows are removed. */
function select(db: Queryable, applicationRowId: number) {
  return db
    .selectFrom('edge_deployment')
    .innerJoin('device_directory as device', 'device.device_row_id', 'edge_deployment.device_row_id')
    .where('edge_deployment.application_row_id', '=', applicationRowId)
    .where('device.deleted_at', 'is', null)
    .selectAll('edge_deployment')
    .select(['device.id as device_id', 'device.name as device_name']);
}

export function listDeployments(
  db: Queryable,
  applicationRowId: number,
  page: PageRequest,
  narrow: {
    deviceId?: string | undefined;
    flowId?: string | undefined;
    version?: string | undefined;
    isFilled: boolean;
  },
): Promise<{ rows: DeploymentRow[]; totalCount: number }> {
  const { deviceId, flowId, version, isFilled } = narrow;
  const query = select(db, applicationRowId)
    .$if(deviceId !== undefined, (some) => some.where('device.id', '=', deviceId ?? ''))
    .$if(flowId !== undefined, (some) => some.where('edge_deployment.flow_id', '=', flowId ?? ''))
    .$if(version !== undefined, (some) =>
      some.where((where) =>
        where.or([where('current_version', '=', version ?? ''), where('desired_version', '=', version ?? '')]),
      ),
    )
    .$if(isFilled, (some) =>
      some.where((where) =>
        where.or([where('current_version', 'is not', null), where('desired_version', 'is not', null)]),
      ),
    );
  return readRowsOfPage(query, page, {
    sort: sortColumns,
    filter: {},
    unique: 'edge_deployment.edge_deployment_row_id',
  });
}

/** A record of one device, locked where the transaction goes on to change it. */
export function findDeploymentOf(
  db: Queryable,
  applicationRowId: number,
  record: { id: string; deviceId: string; lock?: boolean },
): Promise<DeploymentRow | undefined> {
  return select(db, applicationRowId)
    .where('edge_deployment.id', '=', record.id)
    .where('device.id', '=', record.deviceId)
    .$if(record.lock ?? false, (some) => some.forUpdate('edge_deployment'))
    .executeTakeFirst();
}

/** The newest entries of records, newest first. */
export async function readLogs(db: Queryable, keys: readonly number[]): Promise<Map<number, LogRow[]>> {
  const logs = new Map<number, LogRow[]>();
  if (keys.length === 0) return logs;
  const rows = await db
    .selectFrom('edge_deployment_log')
    .where('edge_deployment_row_id', '=', sql<number>`any(${[...keys]}::bigint[])`)
    .orderBy('edge_deployment_log_row_id', 'desc')
    .selectAll()
    .execute();
  for (const row of rows) {
    const found = logs.get(row.edge_deployment_row_id) ?? [];
    if (found.length < maxLogs) found.push(row);
    logs.set(row.edge_deployment_row_id, found);
  }
  return logs;
}

/** Makes the records of devices and a workflow that are not there yet. */
export async function insertMissing(
  tx: Queryable,
  record: { applicationRowId: number; flowId: string; deviceRowIds: readonly number[]; now: Date },
): Promise<void> {
  const { applicationRowId, flowId, deviceRowIds, now } = record;
  for (let from = 0; from < deviceRowIds.length; from += recordsPerInsert) {
    const keys = deviceRowIds.slice(from, from + recordsPerInsert);
    await sql`insert into edge_deployment (id, application_row_id, device_row_id, flow_id, created_at, updated_at)
      select new.id, ${applicationRowId}::bigint, new.device_row_id, ${flowId}::text, ${now}::timestamptz, ${now}::timestamptz
      from unnest(${keys.map(newId)}::text[], ${keys}::bigint[]) as new (id, device_row_id)
      on conflict (device_row_id, flow_id) do nothing`.execute(tx);
  }
}

/** Which of an application's records are meant. */
export interface DeploymentChoice {
  readonly flowId?: string | undefined;
  readonly deviceRowIds?: readonly number[] | undefined;
  readonly desiredVersion?: string | undefined;
}

/** Sets what is desired of the chosen records, as far as it is not so already, each with an entry of its log. */
export async function setDesired(
  tx: Queryable,
  applicationRowId: number,
  choice: DeploymentChoice,
  change: { version: string | null; source: Source; now: Date },
): Promise<void> {
  const { flowId, deviceRowIds, desiredVersion } = choice;
  const { version, source, now } = change;
  const conditions: RawBuilder<unknown>[] = [
    sql`application_row_id = ${applicationRowId}`,
    sql`desired_version is distinct from ${version}::text`,
    ...(flowId === undefined ? [] : [sql`flow_id = ${flowId}`]),
    ...(deviceRowIds === undefined ? [] : [sql`device_row_id = any(${[...deviceRowIds]}::bigint[])`]),
    ...(desiredVersion === undefined ? [] : [sql`desired_version = ${desiredVersion}`]),
  ];
  // In one order, so that two transactions cannot wait for each other.
  const { rows } = await sql<{ key: number }>`with old as (
      select edge_deployment_row_id as key, desired_version from edge_deployment
      where ${sql.join(conditions, sql` and `)} order by edge_deployment_row_id for update
    ), changed as (
      update edge_deployment set desired_version = ${version}::text, updated_at = ${now}::timestamptz
      from old where edge_deployment_row_id = old.key returning old.key, old.desired_version
    )
    insert into edge_deployment_log
      (edge_deployment_row_id, source_type, source_id, time, change_type, new_value, previous_value)
    select key, ${source.type}::text, ${source.id}::text, ${now}::timestamptz, 'desired', ${version}::text, desired_version
    from changed returning edge_deployment_row_id as key`.execute(tx);
  await trimLogs(
    tx,
    rows.map(({ key }) => key),
  );
}

/** Notes what an agent says it runs, or that it has failed to run something. */
export async function noteReport(
  tx: Queryable,
  row: DeploymentRow,
  report: { version: string | null; error?: string | undefined; source: Source; now: Date },
): Promise<void> {
  const { version, error, source, now } = report;
  const key = row.edge_deployment_row_id;
  const previous = row.current_version;
  const current = error === undefined ? version : previous;
  await tx
    .updateTable('edge_deployment')
    .set({ current_version: current, updated_at: now })
    .where('edge_deployment_row_id', '=', key)
    .execute();
  await tx
    .insertInto('edge_deployment_log')
    .values({
      edge_deployment_row_id: key,
      source_type: source.type,
      source_id: source.id,
      time: now,
      change_type: 'current',
      new_value: current,
      previous_value: previous,
      ...(error === undefined ? {} : { attempted_value: version, error }),
    })
    .execute();
  await trimLogs(tx, [key]);
}

async function trimLogs(tx: Queryable, keys: readonly number[]): Promise<void> {
  if (keys.length === 0) return;
  await sql`delete from edge_deployment_log using (
      select edge_deployment_log_row_id as key,
        row_number() over (partition by edge_deployment_row_id order by edge_deployment_log_row_id desc) as place
      from edge_deployment_log where edge_deployment_row_id = any(${[...keys]}::bigint[])
    ) as ranked
    where ranked.place > ${maxLogs} and edge_deployment_log_row_id = ranked.key`.execute(tx);
}

export async function deleteOfFlow(tx: Queryable, applicationRowId: number, flowId: string): Promise<void> {
  await tx
    .deleteFrom('edge_deployment')
    .where('application_row_id', '=', applicationRowId)
    .where('flow_id', '=', flowId)
    .execute();
}

/** Whether some device of the application should run this version. */
export async function isDesired(
  db: Queryable,
  applicationRowId: number,
  flow: { flowId: string; version: string },
): Promise<boolean> {
  const row = await select(db, applicationRowId)
    .where('edge_deployment.flow_id', '=', flow.flowId)
    .where('edge_deployment.desired_version', '=', flow.version)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
