import type { Database } from '../../platform/database/database.ts';
import type { Jobs } from '../../platform/jobs/jobs.ts';
import { dropStorage, listStorages } from './storage.ts';
import { filterKnown } from './store.ts';

/** Removes the storage of a data table that was deleted. */
export const dropJob = 'dataTable.drop';
const sweepJob = 'dataTable.sweep';
const cleanImportsJob = 'dataTable.cleanImports';

/** The background work of data tables. */
export function defineDataTableJobs(
  jobs: Jobs,
  { database, imports }: { database: Database; imports: { clean(): Promise<void> } },
): void {
  jobs.define<{ dataTableRowId: number }>(
    dropJob,
    { retryLimit: 20, concurrency: 1, expireInSeconds: 600 },
    async ({ data: { dataTableRowId } }) => dropStorage(database.kysely, { data_table_row_id: dataTableRowId }),
  );
  jobs.define(sweepJob, { retryLimit: 3, concurrency: 1, expireInSeconds: 3600 }, ({ signal }) =>
    sweep(database, signal),
  );
  jobs.schedule(sweepJob, '50 3 * * *');
  jobs.define(cleanImportsJob, { retryLimit: 3, concurrency: 1, expireInSeconds: 600 }, () => imports.clean());
  jobs.schedule(cleanImportsJob, '35 * * * *');
}

/** Removes storages that belong to no data table, whatever has left them behind. */
async function sweep(database: Database, signal: AbortSignal): Promise<void> {
  const db = database.kysely;
  const numbers = await listStorages(db);
  // Looked up after the storages: one that is being made is not seen before its data table is.
  const known = await filterKnown(db, numbers);
  for (const number of numbers) {
    signal.throwIfAborted();
    if (!known.has(number)) await dropStorage(db, { data_table_row_id: number });
  }
}

/** Takes the data tables of a deleted application away one by one, each with its rows. */
export async function purgeDataTables(
  database: Database,
  applicationRowId: number,
  signal: AbortSignal,
): Promise<void> {
  const db = database.kysely;
  for (;;) {
    signal.throwIfAborted();
    const row = await db
      .selectFrom('data_table')
      .where('application_row_id', '=', applicationRowId)
      .select('data_table_row_id')
      .orderBy('data_table_row_id')
      .limit(1)
      .executeTakeFirst();
    if (!row) return;
    await dropStorage(db, row);
    await db.deleteFrom('data_table').where('data_table_row_id', '=', row.data_table_row_id).execute();
  }
}
