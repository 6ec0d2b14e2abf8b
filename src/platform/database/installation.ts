import type { Queryable } from './database.ts';

/** What is noted of this installation under the name, as JSON holds it; undefined when nothing is. */
export async function readFact(db: Queryable, name: string): Promise<unknown> {
  const row = await db.selectFrom('installation').where('name', '=', name).select('value').executeTakeFirst();
  return row?.value;
}

/** Notes what holds of this installation for good; fails with the database's conflict when the name is taken. */
export async function insertFact(db: Queryable, name: string, value: unknown): Promise<void> {
  await db
    .insertInto('installation')
    .values({ name, value: JSON.stringify(value) })
    .execute();
}

/** As `insertFact`, in place of what was noted before. */
export async function saveFact(db: Queryable, name: string, value: unknown): Promise<void> {
  const text = JSON.stringify(value);
  await db
    .insertInto('installation')
    .values({ name, value: text })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value: text }))
    .execute();
}
