import { sql } from 'kysely';
import type { Database } from '../../platform/database/database.ts';
import type { Jobs } from '../../platform/jobs/jobs.ts';
import { deleteInChunks, purgeDeviceRows } from '../devices/index.ts';
import { purgeJob } from './service.ts';
import { listDeletedApplicationKeys } from './store.ts';

/** Removes what a deleted application leaves behind, in small steps; running it twice does no harm. */
export function defineApplicationJobs(jobs: Jobs, database: Database): void {
  jobs.define<{ applicationRowId: number }>(
    purgeJob,
    { retryLimit: 20, concurrency: 1, expireInSeconds: 3600 },
    async ({ data, signal }) => {
      const { applicationRowId } = data;
      const devices = await database.kysely
        .selectFrom('device')
        .where('application_row_id', '=', applicationRowId)
        .select('device_row_id')
        .execute();
      for (const { device_row_id: deviceRowId } of devices) await purgeDeviceRows(database, deviceRowId, signal);
      for (const table of [
        'payload_count_by_device',
        'payload_count',
        'resource_name',
        'resource_count',
        'archive_object',
      ]) {
        await deleteInChunks(database, table, sql`application_row_id = ${applicationRowId}`, signal);
      }
      // Devices, keys, tokens and archive days go with the row.
      await database.kysely.deleteFrom('application').where('application_row_id', '=', applicationRowId).execute();
    },
  );
}

/** Queues the purge of applications whose deletion was answered but whose job did not get queued before a crash. */
export async function resumePurges(jobs: Jobs, database: Database): Promise<void> {
  for (const applicationRowId of await listDeletedApplicationKeys(database.kysely)) {
    await jobs.send(purgeJob, { applicationRowId }, { singletonKey: String(applicationRowId) });
  }
}
