import { sql } from 'kysely';
import type { Queryable } from '../../platform/database/database.ts';

/** Runs `work` so that its failure leaves the rest of the transaction as it was. */
export async function withSavepoint<Result>(tx: Queryable, work: () => Promise<Result>): Promise<Result> {
  await sql`savepoint attempt`.execute(tx);
  try {
    const result = await work();
    await sql`release savepoint attempt`.execute(tx);
    return result;
  } catch (error) {
    await sql`rollback to savepoint attempt`.execute(tx);
    throw error;
  }
}
