import { type RawBuilder, sql } from 'kysely';
import type { Database } from './database.ts';

/** Rows removed per statement: short enough that ingest, which may share the one session, hardly notices. */
const chunkRows = 2000;

/** Removes the rows that a condition selects, in small steps; running it again does no harm. */
export async function deleteInChunks(
  database: Database,
  table: string,
  condition: RawBuilder<unknown>,
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    const { numAffectedRows } = await sql`delete from ${sql.table(table)} where (tableoid, ctid) in (
      select tableoid, ctid from ${sql.table(table)} where ${condition} limit ${chunkRows})`.execute(database.kysely);
    if (Number(numAffectedRows ?? 0) < chunkRows) return;
  }
}
