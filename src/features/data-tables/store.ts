import { type Insertable, type Selectable, sql, type Updateable } from 'kysely';
import type { PageRequest } from '../../kernel/paging.ts';
import type { Queryable } from '../../platform/database/database.ts';
import { readRowsOfPage } from '../../platform/database/page.ts';
import type { DataTableTable } from './tables.generated.ts';

export type DataTableRow = Selectable<DataTableTable>;

export const sortColumns = { name: 'name', id: 'id', creationDate: 'created_at', lastUpdated: 'updated_at' } as const;
export const filterColumns = { name: 'name' } as const;

/**
 * How a table is kept as it is while a transaction rests on it: `rows` for those who write rows, who do not wait for each
 * other, and `definition` for those who change columns or take the table away, who wait for both.
 */
export type TableLock = 'rows' | 'definition';

export async function findDataTable(
  db: Queryable,
  applicationRowId: number,
  id: string,
  lock?: TableLock,
): Promise<DataTableRow | undefined> {
  const query = db
    .selectFrom('data_table')
    .where('application_row_id', '=', applicationRowId)
    .where('id', '=', id)
    .selectAll();
  if (lock === 'definition') return query.forUpdate().executeTakeFirst();
  return (lock === 'rows' ? query.forKeyShare() : query).executeTakeFirst();
}

export function insertDataTable(tx: Queryable, row: Insertable<DataTableTable>): Promise<DataTableRow> {
  return tx.insertInto('data_table').values(row).returningAll().executeTakeFirstOrThrow();
}

export function updateDataTable(
  tx: Queryable,
  dataTableRowId: number,
  changes: Updateable<DataTableTable>,
): Promise<DataTableRow> {
  return tx
    .updateTable('data_table')
    .set(changes)
    .where('data_table_row_id', '=', dataTableRowId)
    .returningAll()
    .executeTakeFirstOrThrow();
}

export async function deleteDataTable(tx: Queryable, dataTableRowId: number): Promise<void> {
  await tx.deleteFrom('data_table').where('data_table_row_id', '=', dataTableRowId).execute();
}

/** All data tables of an application, in the order in which they were made. */
export function listAllTables(db: Queryable, applicationRowId: number): Promise<DataTableRow[]> {
  return db
    .selectFrom('data_table')
    .where('application_row_id', '=', applicationRowId)
    .selectAll()
    .orderBy('data_table_row_id')
    .limit(maxExported)
    .execute();
}

/** Each is a file of a bundle, or two. */
const maxExported = 5_000;

export function listDataTables(
  db: Queryable,
  applicationRowId: number,
  page: PageRequest,
): Promise<{ rows: DataTableRow[]; totalCount: number }> {
  const query = db.selectFrom('data_table').where('application_row_id', '=', applicationRowId).selectAll();
  return readRowsOfPage(query, page, { sort: sortColumns, filter: filterColumns, unique: 'data_table_row_id' });
}

/** Those of the numbers that are a data table's. */
export async function filterKnown(db: Queryable, dataTableRowIds: readonly number[]): Promise<Set<number>> {
  const rows = await db
    .selectFrom('data_table')
    .where('data_table_row_id', '=', sql<number>`any(${[...dataTableRowIds]}::bigint[])`)
    .select('data_table_row_id')
    .execute();
  return new Set(rows.map(({ data_table_row_id }) => data_table_row_id));
}
