import type { Insertable, Selectable, Updateable } from 'kysely';
import type { PageRequest } from '../../kernel/paging.ts';
import type { Queryable } from '../../platform/database/database.ts';
import { readRowsOfPage } from '../../platform/database/page.ts';
import type { AccessKeyTable } from './tables.generated.ts';

export type AccessKeyRow = Selectable<AccessKeyTable>;

export const sortColumns = {
  key: 'key',
  status: 'status',
  id: 'id',
  creationDate: 'created_at',
  lastUpdated: 'updated_at',
} as const;
export const filterColumns = { key: 'key', status: 'status' } as const;

export function findKey(db: Queryable, applicationRowId: number, id: string): Promise<AccessKeyRow | undefined> {
  return db
    .selectFrom('access_key')
    .where('application_row_id', '=', applicationRowId)
    .where('id', '=', id)
    .selectAll()
    .executeTakeFirst();
}

/** The key that a device names when it logs in, with its application; undefined when that is deleted. */
export function findKeyByName(db: Queryable, key: string) {
  return db
    .selectFrom('access_key')
    .innerJoin(
      'application_directory as application',
      'application.application_row_id',
      'access_key.application_row_id',
    )
    .where('access_key.key', '=', key)
    .where('application.deleted_at', 'is', null)
    .selectAll('access_key')
    .select('application.id as application_id')
    .executeTakeFirst();
}

/** A key with the id of its application. */
export type FoundKey = NonNullable<Awaited<ReturnType<typeof findKeyByName>>>;

export function insertKey(tx: Queryable, row: Insertable<AccessKeyTable>): Promise<AccessKeyRow> {
  return tx.insertInto('access_key').values(row).returningAll().executeTakeFirstOrThrow();
}

/** Inserts keys, in one statement. */
export async function insertKeys(tx: Queryable, rows: readonly Insertable<AccessKeyTable>[]): Promise<AccessKeyRow[]> {
  if (rows.length === 0) return [];
  return tx.insertInto('access_key').values(rows).returningAll().execute();
}

export function updateKey(
  tx: Queryable,
  applicationRowId: number,
  id: string,
  changes: Updateable<AccessKeyTable>,
): Promise<AccessKeyRow | undefined> {
  return tx
    .updateTable('access_key')
    .set(changes)
    .where('application_row_id', '=', applicationRowId)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst();
}

export function deleteKey(tx: Queryable, applicationRowId: number, id: string): Promise<AccessKeyRow | undefined> {
  return tx
    .deleteFrom('access_key')
    .where('application_row_id', '=', applicationRowId)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst();
}

export function listKeys(db: Queryable, applicationRowId: number, page: PageRequest) {
  const query = db.selectFrom('access_key').where('application_row_id', '=', applicationRowId).selectAll();
  return readRowsOfPage(query, page, { sort: sortColumns, filter: filterColumns, unique: 'access_key_row_id' });
}

/** Gives the access key of this name the secret with this hash (`hashSecret`). */
export async function updateKeySecret(db: Queryable, key: string, secretHash: Uint8Array): Promise<void> {
  await db.updateTable('access_key').set({ secret_hash: secretHash }).where('key', '=', key).execute();
}
