import type { Selectable, Updateable } from 'kysely';
import type { PageRequest } from '../../kernel/paging.ts';
import type { Queryable } from '../../platform/database/database.ts';
import { readRowsOfPage } from '../../platform/database/page.ts';
import type { AccessTokenTable } from '../../platform/database/tables.ts';
import type { TokenOwner } from './owners.ts';

export type TokenRow = Selectable<AccessTokenTable>;

export const sortColumns = {
  name: 'name',
  status: 'status',
  id: 'id',
  creationDate: 'created_at',
  lastUpdated: 'updated_at',
  expirationDate: 'expires_at',
  lastUsed: 'last_used_at',
} as const;
export const filterColumns = { name: 'name', status: 'status' } as const;

export function findToken(db: Queryable, owner: TokenOwner, id: string): Promise<TokenRow | undefined> {
  return db
    .selectFrom('access_token')
    .where(owner.column, '=', owner.key)
    .where('kind', '=', owner.kind)
    .where('id', '=', id)
    .selectAll()
    .executeTakeFirst();
}

export function updateToken(
  tx: Queryable,
  owner: TokenOwner,
  id: string,
  changes: Updateable<AccessTokenTable>,
): Promise<TokenRow | undefined> {
  return tx
    .updateTable('access_token')
    .set(changes)
    .where(owner.column, '=', owner.key)
    .where('kind', '=', owner.kind)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst();
}

export function deleteToken(tx: Queryable, owner: TokenOwner, id: string): Promise<TokenRow | undefined> {
  return tx
    .deleteFrom('access_token')
    .where(owner.column, '=', owner.key)
    .where('kind', '=', owner.kind)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst();
}

export function listTokens(db: Queryable, owner: TokenOwner, page: PageRequest) {
  const query = db
    .selectFrom('access_token')
    .where(owner.column, '=', owner.key)
    .where('kind', '=', owner.kind)
    .selectAll();
  return readRowsOfPage(query, page, { sort: sortColumns, filter: filterColumns, unique: 'access_token_row_id' });
}

/** What the creator of a token is called. */
export async function findCreatorName(
  db: Queryable,
  creator: { kind: 'user'; userRowId: number } | { tokenId: string },
) {
  if ('kind' in creator) {
    const user = await db
      .selectFrom('app_user')
      .where('user_row_id', '=', creator.userRowId)
      .select('email')
      .executeTakeFirst();
    return user?.email ?? '';
  }
  const token = await db.selectFrom('access_token').where('id', '=', creator.tokenId).select('name').executeTakeFirst();
  return token?.name ?? '';
}
