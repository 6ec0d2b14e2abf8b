import { sql } from 'kysely';
import type { Database } from '../../platform/database/database.ts';
import type { Jobs } from '../../platform/jobs/jobs.ts';
import { purgeJob } from './service.ts';
import { listDeletedApplicationKeys } from './store.ts';

/** Rows removed per statement: short enough that ingest, which may share the one connection, hardly notices. */
const chunkRows = 2000;

/** Removes what a deleted application leaves behind, in small steps; running it twice does no harm. */
export function defineApplicationJobs(jobs: Jobs, database: Database): void {
  jobs.define<{ applicationKey: number }>(
    purgeJob,
    { retryLimit: 20, concurrency: 1, expireInSeconds: 3600 },
    async ({ data, signal }) => {
      const { applicationKey } = data;
      const devices = await database.kysely
        .selectFrom('device')
        .where('application_key', '=', applicationKey)
        .select('device_key')
        .execute();
      for (const { device_key: deviceKey } of devices) {
        await deleteInChunks('device_state', sql`device_key = ${deviceKey}`);
        await database.kysely.deleteFrom('device_last_value').where('device_key', '=', deviceKey).execute();
        await deleteInChunks('device_command', sql`device_key = ${deviceKey}`);
        await deleteInChunks('device_connection_log', sql`device_key = ${deviceKey}`);
      }
      for (const table of [
        'payload_count_by_device',
        'payload_count',
        'resource_name',
        'resource_count',
        'archive_object',
      ] as const) {
        await deleteInChunks(table, sql`application_key = ${applicationKey}`);
      }
      // Devices, keys, tokens and archive days go with the row.
      await database.kysely.deleteFrom('application').where('application_key', '=', applicationKey).execute();

      async function deleteInChunks(table: string, condition: ReturnType<typeof sql>): Promise<void> {
        for (;;) {
          signal.throwIfAborted();
          const { numAffectedRows } = await sql`delete from ${sql.table(table)} where (tableoid, ctid) in (
            select tableoid, ctid from ${sql.table(table)} where ${condition} limit ${chunkRows})`.execute(
            database.kysely,
          );
          if (Number(numAffectedRows ?? 0) < chunkRows) return;
        }
      }
    },
  );
}

/** Queues the purge of applications whose deletion was answered but whose job did not get queued before a crash. */
export async function resumePurges(jobs: Jobs, database: Database): Promise<void> {
  for (const applicationKey of await listDeletedApplicationKeys(database.kysely)) {
    await jobs.send(purgeJob, { applicationKey }, { singletonKey: String(applicationKey) });
  }
}
