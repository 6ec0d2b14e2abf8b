import { type Insertable, type Selectable, sql } from 'kysely';
import type { PageRequest } from '../../kernel/paging.ts';
import type { Queryable } from '../../platform/database/database.ts';
import { readRowsOfPage } from '../../platform/database/page.ts';
import type { PageLinkTable } from './tables.generated.ts';

export type PageLinkRow = Selectable<PageLinkTable>;

/** A link that works, with the application that it shows something of. */
export type OpenedLink = PageLinkRow & { readonly application_id: string };

export const sortColumns = {
  name: 'name',
  id: 'id',
  creationDate: 'created_at',
  lastUpdated: 'updated_at',
  expires: 'expires_at',
} as const;
export const filterColumns = { name: 'name' } as const;

export function listLinks(db: Queryable, applicationRowId: number, page: PageRequest) {
  const query = db.selectFrom('page_link').where('application_row_id', '=', applicationRowId).selectAll();
  return readRowsOfPage(query, page, { sort: sortColumns, filter: filterColumns, unique: 'page_link_row_id' });
}

export async function countLinks(db: Queryable, applicationRowId: number): Promise<number> {
  const { count } = await db
    .selectFrom('page_link')
    .where('application_row_id', '=', applicationRowId)
    .select(sql<number>`count(*)::int`.as('count'))
    .executeTakeFirstOrThrow();
  return count;
}

export function insertLink(tx: Queryable, row: Insertable<PageLinkTable>): Promise<PageLinkRow> {
  return tx.insertInto('page_link').values(row).returningAll().executeTakeFirstOrThrow();
}

export function findLink(db: Queryable, applicationRowId: number, id: string): Promise<PageLinkRow | undefined> {
  return db
    .selectFrom('page_link')
    .where('application_row_id', '=', applicationRowId)
    .where('id', '=', id)
    .selectAll()
    .executeTakeFirst();
}

export function deleteLink(tx: Queryable, applicationRowId: number, id: string): Promise<PageLinkRow | undefined> {
  return tx
    .deleteFrom('page_link')
    .where('application_row_id', '=', applicationRowId)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst();
}

/** Links that have stopped working before a time: nobody looks for them any more. */
export async function deleteExpired(tx: Queryable, applicationRowId: number, before: Date): Promise<void> {
  await tx
    .deleteFrom('page_link')
    .where('application_row_id', '=', applicationRowId)
    .where('expires_at', '<', before)
    .execute();
}

/** The link that this hash opens at a time; undefined when there is none, it has expired, or its application is deleted. */
export function findByHash(db: Queryable, tokenHash: Buffer, now: Date): Promise<OpenedLink | undefined> {
  return db
    .selectFrom('page_link')
    .innerJoin('application_directory as application', 'application.application_row_id', 'page_link.application_row_id')
    .where('page_link.token_hash', '=', tokenHash)
    .where('page_link.expires_at', '>', now)
    .where('application.deleted_at', 'is', null)
    .selectAll('page_link')
    .select('application.id as application_id')
    .executeTakeFirst();
}
