import { sql } from 'kysely';
import type { Database } from '../../platform/database/database.ts';
import type { Jobs } from '../../platform/jobs/jobs.ts';

export const purgeDeviceJob = 'device.purge';

/** Rows removed per statement: short enough that ingest, which may share the one session, hardly notices. */
const chunkRows = 2000;

/** Removes the rows that a condition selects, in small steps; running it again does no harm. */
export async function deleteInChunks(
  database: Database,
  table: string,
  condition: ReturnType<typeof sql>,
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    const { numAffectedRows } = await sql`delete from ${sql.table(table)} where (tableoid, ctid) in (
      select tableoid, ctid from ${sql.table(table)} where ${condition} limit ${chunkRows})`.execute(database.kysely);
    if (Number(numAffectedRows ?? 0) < chunkRows) return;
  }
}

/** Removes all that a device has reported and received. Its usage counts stay: they are its application's. */
export async function purgeDeviceRows(database: Database, deviceRowId: number, signal: AbortSignal): Promise<void> {
  const ofDevice = sql`device_row_id = ${deviceRowId}`;
  for (const table of ['device_state', 'device_last_value', 'device_command', 'device_connection_log']) {
    await deleteInChunks(database, table, ofDevice, signal);
  }
}

/** Deleting a device answers at once; this removes its rows, and at last its own. */
export function defineDeviceJobs(jobs: Jobs, database: Database): void {
  jobs.define<{ deviceRowId: number }>(
    purgeDeviceJob,
    { retryLimit: 20, concurrency: 1, expireInSeconds: 3600 },
    async ({ data, signal }) => {
      await purgeDeviceRows(database, data.deviceRowId, signal);
      await database.kysely
        .deleteFrom('device')
        .where('device_row_id', '=', data.deviceRowId)
        .where('deleted_at', 'is not', null)
        .execute();
    },
  );
}

/** Queues the purge of a device that is deleted already; twice is as good as once. */
export async function sendPurge(jobs: Jobs, deviceRowId: number): Promise<void> {
  await jobs.send(purgeDeviceJob, { deviceRowId }, { singletonKey: String(deviceRowId) });
}

/** Queues the purge of devices whose deletion was answered but whose job did not get queued before a crash. */
export async function resumeDevicePurges(jobs: Jobs, database: Database): Promise<void> {
  const rows = await database.kysely
    .selectFrom('device')
    .where('deleted_at', 'is not', null)
    .select('device_row_id')
    .execute();
  for (const { device_row_id: deviceRowId } of rows) await sendPurge(jobs, deviceRowId);
}
