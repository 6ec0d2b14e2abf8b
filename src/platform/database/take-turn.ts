import { sql } from 'kysely';
import type { Queryable } from './database.ts';

/**
 * Lets those who count something of an application and then add to it do so one after the other, on all servers: without, each
 * of several who add at once counts none of the others'. Ends with the transaction.
 *
 * @param of what is counted, the same for all who take turns
 */
export async function takeTurn(tx: Queryable, of: string, applicationRowId: number): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${of}, ${applicationRowId}))`.execute(tx);
}
