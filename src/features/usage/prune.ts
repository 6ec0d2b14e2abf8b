import { sql } from 'kysely';
import type { Database } from '../../platform/database/database.ts';
import { deleteInChunks } from '../../platform/database/delete-in-chunks.ts';

/** Removes the counts of hours that began before a time (epoch ms), one application after another: by the primary keys. */
export async function pruneCounts(database: Database, before: number, signal: AbortSignal): Promise<void> {
  for (const table of ['payload_count', 'payload_count_by_device'] as const) {
    for (let after = Number.MIN_SAFE_INTEGER; ; ) {
      const [next] = await database.kysely
        .selectFrom(table)
        .where('application_row_id', '>', after)
        .select('application_row_id')
        .orderBy('application_row_id')
        .limit(1)
        .execute();
      if (!next) break;
      after = next.application_row_id;
      await deleteInChunks(database, table, sql`application_row_id = ${after} and hour < ${before}`, signal);
    }
  }
}
