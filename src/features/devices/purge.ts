import { sql } from 'kysely';
import type { Database, Queryable } from '../../platform/database/database.ts';
import { deleteInChunks } from '../../platform/database/delete-in-chunks.ts';
import type { Jobs } from '../../platform/jobs/jobs.ts';
import { deviceResource } from './resource.ts';

export const purgeDeviceJob = 'device.purge';

/** Removes all that a device has reported and received. Its usage counts stay: they are its application's. */
export async function purgeDeviceRows(database: Database, deviceRowId: number, signal: AbortSignal): Promise<void> {
  const ofDevice = sql`device_row_id = ${deviceRowId}`;
  for (const table of deviceResource.heavyTables ?? []) await deleteInChunks(database, table, ofDevice, signal);
}

/** Deleting a device returns at once; this removes its rows, and at last its own. */
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

/** Queues the purge of a device, in the transaction that deletes it. */
export async function sendPurge(tx: Queryable, jobs: Jobs, deviceRowId: number): Promise<void> {
  await jobs.send(tx, purgeDeviceJob, { deviceRowId }, { singletonKey: String(deviceRowId) });
}
