import { AppError, invalid, notFound } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import type { ApplicationRef } from '../../kernel/owner.ts';
import { type PageQuery, pageAnswer, readPage } from '../../kernel/paging.ts';
import type { Change } from '../../platform/audit/change.ts';
import type { Database, Queryable } from '../../platform/database/database.ts';
import { inTransaction } from '../../platform/database/transaction.ts';
import type { Jobs } from '../../platform/jobs/jobs.ts';
import { insertResource, removeResource, updateResource } from '../../platform/resources/changes.ts';
import { type ColumnTurns, requireUnchanging } from './column-turns.ts';
import { addColumns, type StoredColumn } from './columns.ts';
import { dropJob } from './jobs.ts';
import { toDataTable } from './representation.ts';
import { dataTableResource } from './resource.ts';
import { deadlock, retrying } from './retrying.ts';
import { clearSize, readSizes } from './row-store.ts';
import type { Column, DataTablePatch, DataTablePost } from './schemas.ts';
import { addStorageColumn, createColumnIndexes, createStorage, dropStorageColumn, truncateStorage } from './storage.ts';
import {
  type DataTableRow,
  deleteDataTable,
  filterColumns,
  findDataTable,
  insertDataTable,
  listDataTables,
  sortColumns,
  type TableLock,
  updateDataTable,
} from './store.ts';

/** Data tables and their columns (resources.md, "Data tables"). */
export class DataTableService {
  readonly #database: Database;
  readonly #jobs: Jobs;
  readonly #now: () => number;
  readonly #turns: ColumnTurns;

  constructor(options: { database: Database; jobs: Jobs; turns: ColumnTurns; now: () => number }) {
    this.#database = options.database;
    this.#jobs = options.jobs;
    this.#turns = options.turns;
    this.#now = options.now;
  }

  async list({ applicationRowId, applicationId }: ApplicationRef, query: PageQuery) {
    const page = readPage(query, {
      sortFields: Object.keys(sortColumns),
      filterFields: Object.keys(filterColumns),
      defaultSort: 'name',
      defaultPerPage: 1000,
    });
    const db = this.#database.kysely;
    const { rows, totalCount } = await listDataTables(db, applicationRowId, page);
    const sizes = await readSizes(
      db,
      rows.map((row) => row.data_table_row_id),
    );
    const items = rows.map((row) => toDataTable(row, applicationId, sizes.get(row.data_table_row_id) ?? 0));
    return {
      ...pageAnswer(items, totalCount, page),
      applicationId,
      _type: 'dataTables',
      _links: { self: { href: `/applications/${applicationId}/data-tables` } },
    };
  }

  async create(application: ApplicationRef, body: DataTablePost, change: Change) {
    const row = await inTransaction(this.#database, (tx) => this.insert(tx, application, body, { change }));
    return toDataTable(row, application.applicationId, 0);
  }

  /** As `create`, on the given transaction. @throws AppError before anything is written */
  async insert(
    tx: Queryable,
    { applicationRowId }: Pick<ApplicationRef, 'applicationRowId'>,
    body: DataTablePost,
    { id = newId(), change }: { id?: string; change?: Change },
  ): Promise<DataTableRow> {
    const columns = addColumns([], body.columns ?? [], 1, (index) => `columns[${index}].`);
    const now = new Date(this.#now());
    const inserted = await insertDataTable(tx, {
      id,
      application_row_id: applicationRowId,
      name: body.name,
      description: body.description ?? '',
      columns: JSON.stringify(columns),
      next_column: columns.length + 1,
      created_at: now,
      updated_at: now,
    });
    await createStorage(tx, inserted, columns);
    await insertResource(tx, dataTableResource, inserted, { change });
    return inserted;
  }

  /**
   * Makes a table that is there what a bundle says of it, on the given transaction, and empties it where its rows are to
   * follow.
   *
   * @throws AppError Conflict when it has other columns, Unavailable while one is being added; before anything is written
   */
  async replace(
    tx: Queryable,
    { applicationRowId }: Pick<ApplicationRef, 'applicationRowId'>,
    id: string,
    { body, isEmptied }: { body: DataTablePost; isEmptied: boolean },
  ): Promise<void> {
    const found = await findDataTable(tx, applicationRowId, id, 'definition');
    if (!found) throw notFound('Data table');
    if (isEmptied) await requireUnchanging(tx, found);
    if (!hasColumns(found, body.columns ?? [])) {
      throw new AppError('Conflict', 'has other columns than the table that is there: change those first');
    }
    const changed = await updateDataTable(tx, found.data_table_row_id, {
      ...(body.description === undefined ? {} : { description: body.description }),
      updated_at: new Date(this.#now()),
    });
    if (isEmptied) {
      await truncateStorage(tx, found);
      await clearSize(tx, found);
    }
    await updateResource(tx, dataTableResource, changed);
  }

  async get(application: ApplicationRef, id: string) {
    return this.#show(await this.#find(this.#database.kysely, application, id), application);
  }

  async patch(application: ApplicationRef, id: string, body: DataTablePatch, change: Change) {
    const row = await inTransaction(this.#database, async (tx) => {
      const found = await this.#find(tx, application, id);
      const changed =
        Object.keys(body).length === 0
          ? found
          : await updateDataTable(tx, found.data_table_row_id, { ...body, updated_at: new Date(this.#now()) });
      await updateResource(tx, dataTableResource, changed, { change });
      return changed;
    });
    return this.#show(row, application);
  }

  /** Gone at once; its rows' storage is removed in the background. */
  async delete(application: ApplicationRef, id: string, change: Change): Promise<{ success: true }> {
    await inTransaction(this.#database, async (tx) => {
      const row = await this.#find(tx, application, id, 'definition');
      await deleteDataTable(tx, row.data_table_row_id);
      await removeResource(tx, dataTableResource, row, { change });
      await this.#jobs.send(tx, dropJob, { dataTableRowId: row.data_table_row_id });
    });
    return { success: true };
  }

  /**
   * Adds a column. Until its indexes are there it is in the storage and not yet in the table, so that nobody waits for them
   * and no unique value can slip in before its index does.
   */
  addColumn(application: ApplicationRef, id: string, body: Column, change: Change) {
    return this.#turns.line(id, () => this.#addColumn(application, id, body, change));
  }

  async #addColumn(application: ApplicationRef, id: string, body: Column, change: Change) {
    const find = (tx: Queryable) => this.#find(tx, application, id, 'definition');
    const { table, column, turn } = await this.#turns.inTurn(find, async (tx, found) => {
      const added = addColumns(found.columns, [body], found.next_column, () => '').at(-1) as StoredColumn;
      await updateDataTable(tx, found.data_table_row_id, { next_column: found.next_column + 1 });
      await addStorageColumn(tx, found, added);
      return { table: found, column: added, turn: await this.#turns.take(tx, found) };
    });
    return this.#turns.keep(table, turn, async () => {
      try {
        await retrying(deadlock, () => createColumnIndexes(this.#database, table, column));
        const row = await inTransaction(this.#database, async (tx) => {
          const found = await find(tx);
          await this.#turns.requireTurn(tx, found, turn);
          return this.#changeColumns(tx, found, [...found.columns, column], change);
        });
        return await this.#show(row, application);
      } catch (error) {
        // What is left after a crash here nobody sees, and costs a bit for each row.
        await dropStorageColumn(this.#database.kysely, table, column).catch(() => undefined);
        // Of a table that was deleted meanwhile nothing else is to be said, whatever its storage answered.
        await this.#find(this.#database.kysely, application, id);
        throw error;
      }
    });
  }

  async removeColumn(application: ApplicationRef, id: string, name: string, change: Change) {
    const find = (tx: Queryable) => this.#find(tx, application, id, 'definition');
    const row = await this.#turns.line(id, () =>
      this.#turns.inTurn(find, async (tx, found) => {
        const column = found.columns.find((each) => each.name === name);
        if (!column) throw invalid('columnName', 'is no column of the table');
        await dropStorageColumn(tx, found, column);
        return this.#changeColumns(
          tx,
          found,
          found.columns.filter((each) => each !== column),
          change,
        );
      }),
    );
    return this.#show(row, application);
  }

  async #changeColumns(
    tx: Queryable,
    { data_table_row_id }: DataTableRow,
    columns: readonly StoredColumn[],
    change: Change,
  ): Promise<DataTableRow> {
    const changed = await updateDataTable(tx, data_table_row_id, {
      columns: JSON.stringify(columns),
      updated_at: new Date(this.#now()),
    });
    await updateResource(tx, dataTableResource, changed, { change });
    return changed;
  }

  async #find(
    db: Queryable,
    { applicationRowId }: ApplicationRef,
    id: string,
    lock?: TableLock,
  ): Promise<DataTableRow> {
    const row = await findDataTable(db, applicationRowId, id, lock);
    if (!row) throw notFound('Data table');
    return row;
  }

  async #show(row: DataTableRow, { applicationId }: ApplicationRef) {
    const sizes = await readSizes(this.#database.kysely, [row.data_table_row_id]);
    return toDataTable(row, applicationId, sizes.get(row.data_table_row_id) ?? 0);
  }
}

/** Whether a table has these columns and no others, whatever their order. */
function hasColumns({ columns }: DataTableRow, wanted: readonly Column[]): boolean {
  const describe = (one: Column): string => JSON.stringify([one.name, one.dataType, one.constraint, one.defaultValue]);
  const present = new Set(columns.map(describe));
  return columns.length === wanted.length && wanted.every((column) => present.has(describe(column)));
}
