import { sql } from 'kysely';
import type { Database } from './database.ts';

/** Any fixed number; it only has to be the same on every node. */
const lockKey = 7_460_021;

/**
 * Runs the part of a start that makes things in the database, one server at a time: two that start together on a new
 * database would otherwise make the same tables and the same administrator. The embedded engine serves one server only.
 */
export async function withStartLock<Result>(database: Database, work: () => Promise<Result>): Promise<Result> {
  if (database.kind === 'embedded') return work();
  return database.kysely.transaction().execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(${lockKey})`.execute(tx);
    return work();
  });
}
