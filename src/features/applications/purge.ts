import { sql } from 'kysely';
import type { Database } from '../../platform/database/database.ts';
import { deleteInChunks } from '../../platform/database/delete-in-chunks.ts';
import type { Cleanup } from '../../platform/feature.ts';
import type { Jobs } from '../../platform/jobs/jobs.ts';
import type { Resource, ResourceRegistry } from '../../platform/resources/resource.ts';
import { purgeJob } from './service.ts';

/** Rows of a resource whose heavy tables are emptied in one go. */
const rowsPerStep = 500;

/**
 * Removes what a deleted application leaves behind, in small steps; running it twice does no harm. First the heavy tables
 * of the resources that it held and what they remove by themselves, then every table that names the application, then its own row, with which goes
 * what refers to it, and at last what those rows have left outside of the database.
 */
export function definePurgeJob(
  jobs: Jobs,
  options: { database: Database; resources: ResourceRegistry; cleanups: readonly Cleanup[] },
): void {
  const { cleanups, database, resources } = options;
  jobs.define<{ applicationRowId: number }>(
    purgeJob,
    { retryLimit: 20, concurrency: 1, expireInSeconds: 3600 },
    async ({ data: { applicationRowId }, signal }) => {
      for (const resource of resources.ofApplication) {
        await resource.purge?.(database, applicationRowId, signal);
        if (resource.heavyTables) await emptyHeavyTables(database, resource, applicationRowId, signal);
      }
      for (const table of await findApplicationTables(database)) {
        await deleteInChunks(database, table, sql`application_row_id = ${applicationRowId}`, signal);
      }
      await database.kysely.deleteFrom('application').where('application_row_id', '=', applicationRowId).execute();
      for (const cleanup of cleanups) await cleanup(signal);
    },
  );
}

async function emptyHeavyTables(
  database: Database,
  { table, rowId, heavyTables = [] }: Resource,
  applicationRowId: number,
  signal: AbortSignal,
): Promise<void> {
  for (let after = 0; ; ) {
    const { rows } = await sql<{ rowId: number }>`
      select ${sql.ref(rowId)} as "rowId" from ${sql.table(table)}
      where application_row_id = ${applicationRowId} and ${sql.ref(rowId)} > ${after}
      order by ${sql.ref(rowId)} limit ${rowsPerStep}`.execute(database.kysely);
    const last = rows.at(-1);
    if (!last) return;
    for (const heavy of heavyTables) {
      for (const row of rows) await deleteInChunks(database, heavy, sql`${sql.ref(rowId)} = ${row.rowId}`, signal);
    }
    after = last.rowId;
  }
}

/** Tables with a column that names the application, besides its own: what a later feature adds is among them by itself. */
async function findApplicationTables(database: Database): Promise<string[]> {
  const rows = await database.query<{ name: string }>({
    sql: `select class.relname as name from pg_attribute attribute join pg_class class on class.oid = attribute.attrelid
      where class.relnamespace = current_schema()::regnamespace and class.relkind in ('r', 'p')
        and not class.relispartition and not attribute.attisdropped
        and attribute.attname = 'application_row_id' and class.relname <> 'application'
      order by class.relname`,
  });
  return rows.map(({ name }) => name);
}
