import { sql } from 'kysely';
import type { Queryable } from '../../platform/database/database.ts';

/** Says that the store may hold this object from now on. */
export async function insertContent(db: Queryable, objectKey: string, keepUntil: Date): Promise<void> {
  await db.insertInto('file_content').values({ object_key: objectKey, keep_until: keepUntil }).execute();
}

/** Whether the file has got the content: false when it is being removed. What the file had before has no file any more. */
export async function attachContent(
  tx: Queryable,
  change: { objectKey: string; fileRowId: number; now: Date; keepFormerUntil: Date },
): Promise<boolean> {
  await tx
    .updateTable('file_content')
    .set({ file_row_id: null, keep_until: change.keepFormerUntil })
    .where('file_row_id', '=', change.fileRowId)
    .execute();
  const { numUpdatedRows } = await tx
    .updateTable('file_content')
    .set({ file_row_id: change.fileRowId, keep_until: change.now })
    .where('object_key', '=', change.objectKey)
    .where('doomed', '=', false)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Puts the end of a content that has no file at another time. */
export async function keepContentUntil(db: Queryable, objectKey: string, keepUntil: Date): Promise<void> {
  await db
    .updateTable('file_content')
    .set({ keep_until: keepUntil })
    .where('object_key', '=', objectKey)
    .where('file_row_id', 'is', null)
    .execute();
}

/** Marks contents that have no file and whose time is over, so that no file gets them any more; returns their objects. */
export async function doomContents(db: Queryable, now: Date, limit: number): Promise<string[]> {
  const { rows } = await sql<{ key: string }>`update file_content set doomed = true
    where file_row_id is null and object_key in (
      select object_key from file_content where file_row_id is null and keep_until <= ${now}
      order by keep_until limit ${limit})
    returning object_key as key`.execute(db);
  return rows.map(({ key }) => key);
}

/** The objects of these contents are gone. */
export async function deleteContents(db: Queryable, objectKeys: readonly string[]): Promise<void> {
  if (objectKeys.length === 0) return;
  await db
    .deleteFrom('file_content')
    .where('object_key', 'in', [...objectKeys])
    .where('doomed', '=', true)
    .execute();
}

/** Where the content of a file is. */
export async function findObjectKey(db: Queryable, fileRowId: number): Promise<string | undefined> {
  const row = await db
    .selectFrom('file_content')
    .where('file_row_id', '=', fileRowId)
    .select('object_key')
    .executeTakeFirst();
  return row?.object_key;
}
