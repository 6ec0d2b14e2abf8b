import type { Selectable, Updateable } from 'kysely';
import type { PageRequest } from '../../kernel/paging.ts';
import type { Queryable } from '../../platform/database/database.ts';
import { readRowsOfPage } from '../../platform/database/page.ts';
import type { AccessTokenTable } from './tables.generated.ts';

/** Whose API tokens are meant, and of which kind. */
export interface TokenHolder {
  readonly kind: 'applicationApi' | 'organizationApi' | 'userApi';
  readonly column: 'application_row_id' | 'organization_row_id' | 'user_row_id';
  readonly key: number;
}

/** A token as it is stored. */
export type TokenRow = Selectable<AccessTokenTable>;

/** What lists of API tokens are sorted by. */
export const tokenSortColumns = {
  name: 'name',
  status: 'status',
  id: 'id',
  creationDate: 'created_at',
  lastUpdated: 'updated_at',
  expirationDate: 'expires_at',
  lastUsed: 'last_used_at',
} as const;
/** What lists of API tokens are filtered by. */
export const tokenFilterColumns = { name: 'name', status: 'status' } as const;

/** One of the holder's API tokens. */
export function findApiToken(db: Queryable, owner: TokenHolder, id: string): Promise<TokenRow | undefined> {
  return db
    .selectFrom('access_token')
    .where(owner.column, '=', owner.key)
    .where('kind', '=', owner.kind)
    .where('id', '=', id)
    .selectAll()
    .executeTakeFirst();
}

/** Changes one of the holder's API tokens; undefined when it has none with the id. */
export function updateApiToken(
  tx: Queryable,
  owner: TokenHolder,
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

/** Deletes one of the holder's API tokens; undefined when it has none with the id. */
export function deleteApiToken(tx: Queryable, owner: TokenHolder, id: string): Promise<TokenRow | undefined> {
  return tx
    .deleteFrom('access_token')
    .where(owner.column, '=', owner.key)
    .where('kind', '=', owner.kind)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst();
}

/** The holder's API tokens, a page of them, and how many there are in all. */
export function listApiTokens(db: Queryable, owner: TokenHolder, page: PageRequest) {
  const query = db
    .selectFrom('access_token')
    .where(owner.column, '=', owner.key)
    .where('kind', '=', owner.kind)
    .selectAll();
  return readRowsOfPage(query, page, {
    sort: tokenSortColumns,
    filter: tokenFilterColumns,
    unique: 'access_token_row_id',
  });
}

/** What the creator of a token is called. */
export async function findCreatorName(
  db: Queryable,
  creator: { kind: 'user'; userRowId: number } | { tokenId: string },
) {
  if ('kind' in creator) {
    const user = await db
      .selectFrom('user_directory')
      .where('user_row_id', '=', creator.userRowId)
      .select('email')
      .executeTakeFirst();
    return user?.email ?? '';
  }
  const token = await db.selectFrom('access_token').where('id', '=', creator.tokenId).select('name').executeTakeFirst();
  return token?.name ?? '';
}

/** Whether the user has logged in from this network (`networkOf`) lately: a token from then has not expired yet. */
export async function hasLoggedInFrom(db: Queryable, userRowId: number, network: string, now: Date): Promise<boolean> {
  const row = await db
    .selectFrom('access_token')
    .where('user_row_id', '=', userRowId)
    .where('created_from', '=', network)
    .where('expires_at', '>', now)
    .select('access_token_row_id')
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Takes the user's tokens that were made between two times over from one generation to the next. */
export async function keepTokens(
  tx: Queryable,
  keep: { userRowId: number; before: number; after: number; from: Date; to: Date },
): Promise<void> {
  await tx
    .updateTable('access_token')
    .set({ user_generation: keep.after })
    .where('user_row_id', '=', keep.userRowId)
    .where('user_generation', '=', keep.before)
    .where('created_at', '>=', keep.from)
    .where('created_at', '<=', keep.to)
    .execute();
}
