import { sql } from 'kysely';
import type { Queryable } from '../../platform/database/database.ts';

/** One list: a user's items of one type below one parent. */
export interface ListKey {
  readonly userRowId: number;
  readonly itemType: string;
  /** '' for the list that belongs to no parent. */
  readonly parentId: string;
}

/** Puts an item first in its list, whether or not it was in it. */
export async function putFirst(
  tx: Queryable,
  { userRowId, itemType, parentId }: ListKey,
  itemId: string,
): Promise<void> {
  await tx
    .insertInto('recent_item')
    .values({ user_row_id: userRowId, item_type: itemType, parent_id: parentId, item_id: itemId })
    .onConflict((conflict) =>
      conflict
        .columns(['user_row_id', 'item_type', 'parent_id', 'item_id'])
        .doUpdateSet({ turn: sql<number>`nextval('recent_item_turn')` }),
    )
    .execute();
}

/**
 * Removes all but the newest `perList` of the list and the newest `inAll` of the user. Rows that another transaction is
 * about to move up are passed over, so that two never wait for each other; the next call removes what was left.
 */
export async function trim(tx: Queryable, list: ListKey, keep: { perList: number; inAll: number }): Promise<void> {
  const { userRowId, itemType, parentId } = list;
  await sql`
    delete from recent_item where user_row_id = ${userRowId} and turn in (
      select turn from recent_item
      where user_row_id = ${userRowId} and item_type = ${itemType} and parent_id = ${parentId}
      order by turn desc offset ${keep.perList} for update skip locked)`.execute(tx);
  await sql`
    delete from recent_item where user_row_id = ${userRowId} and turn in (
      select turn from recent_item where user_row_id = ${userRowId}
      order by turn desc offset ${keep.inAll} for update skip locked)`.execute(tx);
}

/** Ids of a list, newest first. */
export async function readList(db: Queryable, { userRowId, itemType, parentId }: ListKey): Promise<string[]> {
  const rows = await db
    .selectFrom('recent_item')
    .where('user_row_id', '=', userRowId)
    .where('item_type', '=', itemType)
    .where('parent_id', '=', parentId)
    .orderBy('turn', 'desc')
    .select('item_id')
    .execute();
  return rows.map((row) => row.item_id);
}
