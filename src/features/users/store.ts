import type { Queryable } from '../../platform/database/database.ts';

export function findUserByEmail(db: Queryable, email: string) {
  return db
    .selectFrom('app_user')
    .where((expression) => expression(expression.fn('lower', ['email']), '=', email.toLowerCase()))
    .selectAll()
    .executeTakeFirst();
}

export function findUser(db: Queryable, userKey: number) {
  return db.selectFrom('app_user').where('user_key', '=', userKey).selectAll().executeTakeFirst();
}

export async function hasUsers(db: Queryable): Promise<boolean> {
  return (await db.selectFrom('app_user').select('user_key').limit(1).executeTakeFirst()) !== undefined;
}

export async function insertAdministrator(
  db: Queryable,
  user: { id: string; email: string; passwordHash: string; now: Date },
): Promise<void> {
  await db
    .insertInto('app_user')
    .values({
      id: user.id,
      email: user.email,
      password_hash: user.passwordHash,
      first_name: 'Administrator',
      last_name: null,
      company_name: null,
      is_administrator: true,
      created_at: user.now,
      updated_at: user.now,
      password_updated_at: user.now,
    })
    .execute();
}

export async function findFirstAdministrator(db: Queryable): Promise<string> {
  const row = await db
    .selectFrom('app_user')
    .where('is_administrator', '=', true)
    .orderBy('user_key')
    .select('id')
    .executeTakeFirstOrThrow();
  return row.id;
}

/** How many of each resource the sandbox applications of a user hold, by resource type. */
export async function countOwnedResources(db: Queryable, userId: string): Promise<Record<string, number>> {
  const rows = await db
    .selectFrom('resource_count')
    .innerJoin('application', 'application.application_key', 'resource_count.application_key')
    .where('application.owner_id', '=', userId)
    .where('application.deleted_at', 'is', null)
    .groupBy('resource_count.type')
    .select(['resource_count.type', (expression) => expression.fn.sum<number>('resource_count.count').as('count')])
    .execute();
  return Object.fromEntries(rows.map((row) => [row.type, Number(row.count)]));
}

export async function countApplications(db: Queryable, userId: string): Promise<number> {
  const row = await db
    .selectFrom('application')
    .where('owner_id', '=', userId)
    .where('deleted_at', 'is', null)
    .select((expression) => expression.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return Number(row.count);
}
