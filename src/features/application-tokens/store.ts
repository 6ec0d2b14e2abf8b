import type { Selectable, Updateable } from 'kysely';
import type { PageRequest } from '../../kernel/paging.ts';
import { likePattern } from '../../kernel/wildcard.ts';
import type { Queryable } from '../../platform/database/database.ts';
import type { AccessTokenTable } from '../../platform/database/tables.ts';

export type TokenRow = Selectable<AccessTokenTable>;

export const sortColumns = {
  name: 'name',
  status: 'status',
  id: 'id',
  creationDate: 'created_at',
  lastUpdated: 'updated_at',
  expirationDate: 'expires_at',
} as const;
export const filterColumns = { name: 'name', status: 'status' } as const;

export function findToken(db: Queryable, applicationKey: number, id: string): Promise<TokenRow | undefined> {
  return db
    .selectFrom('access_token')
    .where('application_key', '=', applicationKey)
    .where('kind', '=', 'applicationApi')
    .where('id', '=', id)
    .selectAll()
    .executeTakeFirst();
}

export function updateToken(
  tx: Queryable,
  applicationKey: number,
  id: string,
  changes: Updateable<AccessTokenTable>,
): Promise<TokenRow | undefined> {
  return tx
    .updateTable('access_token')
    .set(changes)
    .where('application_key', '=', applicationKey)
    .where('kind', '=', 'applicationApi')
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst();
}

export function deleteToken(tx: Queryable, applicationKey: number, id: string): Promise<TokenRow | undefined> {
  return tx
    .deleteFrom('access_token')
    .where('application_key', '=', applicationKey)
    .where('kind', '=', 'applicationApi')
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst();
}

export async function listTokens(
  db: Queryable,
  applicationKey: number,
  page: PageRequest,
): Promise<{ rows: TokenRow[]; totalCount: number }> {
  let query = db
    .selectFrom('access_token')
    .where('application_key', '=', applicationKey)
    .where('kind', '=', 'applicationApi');
  if (page.filter !== undefined) {
    const column = filterColumns[(page.filterField ?? 'name') as keyof typeof filterColumns];
    query = query.where(column, 'ilike', likePattern(page.filter));
  }
  const { count } = await query
    .select((expression) => expression.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  const rows = await query
    .selectAll()
    .orderBy(sortColumns[page.sortField as keyof typeof sortColumns], page.sortDirection)
    .orderBy('access_token_key')
    .limit(page.perPage)
    .offset(page.page * page.perPage)
    .execute();
  return { rows, totalCount: Number(count) };
}

/** What the creator of a token is called. */
export async function findCreatorName(db: Queryable, creator: { kind: 'user'; userKey: number } | { tokenId: string }) {
  if ('kind' in creator) {
    const user = await db
      .selectFrom('app_user')
      .where('user_key', '=', creator.userKey)
      .select('email')
      .executeTakeFirst();
    return user?.email ?? '';
  }
  const token = await db.selectFrom('access_token').where('id', '=', creator.tokenId).select('name').executeTakeFirst();
  return token?.name ?? '';
}
