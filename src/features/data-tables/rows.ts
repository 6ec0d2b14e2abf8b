import { sql } from 'kysely';
import { AppError, invalid, notFound } from '../../kernel/errors.ts';
import type { DataTableChange, DataTableRowValues } from '../../kernel/events.ts';
import { newId } from '../../kernel/ids.ts';
import type { ApplicationRef } from '../../kernel/owner.ts';
import { countSourceOf, type Principal } from '../../kernel/principal.ts';
import { type Origin, originOf } from '../../kernel/relay.ts';
import type { Bus } from '../../platform/bus/bus.ts';
import type { Queryable } from '../../platform/database/database.ts';
import { maxAnswerBytes } from '../../platform/database/read-portions.ts';
import { afterCommit } from '../../platform/database/transaction.ts';
import { compileQuery } from '../../platform/query-language/index.ts';
import type { ApplicationLog } from '../application-log/index.ts';
import type { Limits } from '../limits/index.ts';
import type { UsageCounter } from '../usage/index.ts';
import { storeRows } from './bulk-insert.ts';
import type { StoredColumn } from './columns.ts';
import { findConflict, toConflict } from './conflicts.ts';
import type { PlannerStatistics } from './planner-statistics.ts';
import { languageOf } from './row-language.ts';
import { describeChange } from './row-lines.ts';
import { type CountedPage, readCountedPage, readPage } from './row-page.ts';
import { toRow, toRows } from './row-representation.ts';
import { scanRows, scanWeightOf } from './row-scan.ts';
import {
  addToSize,
  deleteRow,
  deleteRows,
  findRow,
  insertRows,
  type PageOfRows,
  type StoredRow,
  selectsFew,
  updateRow,
} from './row-store.ts';
import { readChanges, readNewRow } from './row-values.ts';
import { withSavepoint } from './savepoint.ts';
import { type RowsQuestion, readSelection } from './selection.ts';
import { type DataTableRow, findDataTable, type TableLock } from './store.ts';

/** Rows that one array may have (resources.md, "Data tables"). */
export const maxRowsAtOnce = 10_000;
/** Ids of an array that are answered one by one. */
const maxIds = 1000;

/** The application of a data table. */
export type DataTableApplication = Pick<ApplicationRef, 'applicationRowId' | 'applicationId'>;

/** The data table whose rows are meant; found anew in each transaction, because its columns may have changed. */
export interface DataTableRef {
  readonly application: DataTableApplication;
  readonly dataTableId: string;
}

/** A change of rows in an open transaction, as `contribute` hears of it. */
export interface DataTableOccurrence {
  readonly application: DataTableApplication;
  readonly dataTableId: string;
  readonly name: string;
  readonly change: DataTableChange;
  readonly origin: Origin;
}

/** Called in the transaction that changes rows; what it rejects with undoes the change. */
export type DataTableContribution = (tx: Queryable, occurrence: DataTableOccurrence) => Promise<void>;

/** What became of an array of rows. */
export interface BulkInsert {
  readonly createdAt: string;
  /** Rows that are stored. */
  readonly count: number;
  /** Of those, at most 1,000. */
  readonly rowIds: readonly string[];
  /** Rows that were left out. */
  readonly errorCount: number;
  /** Of those, at most 100, by their places in the array. */
  readonly errors: readonly { readonly index: number; readonly message: string }[];
}

/**
 * Rows of data tables, read and changed in the caller's transaction, with all that follows from a change: the number of rows,
 * usage counts, the application log, triggers, which are told who caused it. What is asked for of a table that the
 * application does not have: NotFound.
 */
export class DataTableRows {
  readonly #bus: Bus;
  readonly #usage: UsageCounter;
  readonly #log: ApplicationLog;
  readonly #now: () => number;
  readonly #limits: Limits;
  readonly #statistics: PlannerStatistics;
  readonly #contributions: DataTableContribution[] = [];

  constructor(options: {
    bus: Bus;
    usage: UsageCounter;
    applicationLog: ApplicationLog;
    limits: Limits;
    statistics: PlannerStatistics;
    now: () => number;
  }) {
    this.#bus = options.bus;
    this.#usage = options.usage;
    this.#log = options.applicationLog;
    this.#limits = options.limits;
    this.#statistics = options.statistics;
    this.#now = options.now;
  }

  /**
   * Adds what is to be done for sure when rows change, such as `jobs.send(tx, …)` for a workflow's trigger. Called when
   * features are created. Who only wants to hear listens to `dataTable.changed` of the bus.
   */
  contribute(contribution: DataTableContribution): void {
    this.#contributions.push(contribution);
  }

  /**
   * Inserts one row and returns it.
   *
   * @throws AppError Validation naming the column; Conflict when another row has a value that must be unique. The
   *   transaction is as good as before then. LimitReached when the application has as many rows as it may; the row is to be rolled
   *   back then
   */
  async insert(
    tx: Queryable,
    ref: DataTableRef,
    values: Readonly<Record<string, unknown>>,
    caller: Principal,
  ): Promise<DataTableRowValues> {
    const table = await this.find(tx, ref);
    const row = { id: newId(), values: readNewRow(table.columns, values) };
    const now = new Date(this.#now());
    const inserted = await insertRows(tx, table, [row], now);
    if (inserted.size === 0) throw await findConflict(tx, table, row.values);
    await addToSize(tx, table, 1);
    await this.requireRoom(tx, ref);
    const newRow = toRow(table.columns, { id: row.id, created_at: now, updated_at: now, ...row.values });
    await this.#tell(tx, ref, table, { action: 'insert', newRow }, { caller, written: 1 });
    return newRow;
  }

  /**
   * Inserts many rows: those that fit, in their order, of two with the same unique value the first.
   *
   * @throws AppError Validation when there are too many, or when none fits; LimitReached when the application may not have so many
   *   rows, and they are to be rolled back
   */
  async insertMany(
    tx: Queryable,
    ref: DataTableRef,
    given: readonly unknown[],
    caller: Principal,
  ): Promise<BulkInsert> {
    if (given.length > maxRowsAtOnce) throw invalid('The body', `must not have more than ${maxRowsAtOnce} rows`);
    const table = await this.find(tx, ref);
    const now = new Date(this.#now());
    const result = await storeRows(tx, table, given, now);
    const { count, errorCount, errors } = result;
    if (count === 0 && given.length > 0) {
      throw new AppError(
        'Validation',
        `None of the rows can be stored; row ${errors[0]?.index}: ${errors[0]?.message}`,
      );
    }
    if (count > 0) await this.requireRoom(tx, ref);
    const rowIds = result.ids.slice(0, maxIds);
    if (count > 0) {
      this.#statistics.inserted(tx, table, count);
      await this.#tell(tx, ref, table, { action: 'bulkInsert', count, errorCount, rowIds }, { caller, written: count });
    }
    return { createdAt: now.toISOString(), count, rowIds, errorCount, errors };
  }

  /**
   * Makes sure, in the transaction that has stored rows, that the application may have them.
   *
   * @throws AppError LimitReached
   */
  requireRoom(tx: Queryable, { application }: DataTableRef): Promise<void> {
    return this.#limits.requireWithin(tx, application.applicationRowId, 'dataTableRows');
  }

  /** Tells of rows that were stored by `storeRows`, in the transaction of the last of them. */
  async tellStored(
    tx: Queryable,
    ref: DataTableRef,
    table: DataTableRow,
    { origin, ...stored }: Pick<BulkInsert, 'count' | 'errorCount' | 'rowIds'> & { origin: Origin },
  ): Promise<void> {
    if (stored.count === 0) return;
    this.#statistics.inserted(tx, table, stored.count);
    await this.#tell(tx, ref, table, { action: 'bulkInsert', ...stored }, { origin });
  }

  /** One row. @throws AppError NotFound */
  async get(db: Queryable, ref: DataTableRef, rowId: string): Promise<DataTableRowValues> {
    const table = await findTableOf(db, ref);
    const row = await findRow(db, table, rowId);
    if (!row) throw notFound('Row');
    return toRow(table.columns, row);
  }

  /**
   * Changes the columns that are named. What changes nothing is told to nobody.
   *
   * @throws AppError NotFound, Validation, Conflict; the transaction is as good as before then
   */
  async update(
    tx: Queryable,
    ref: DataTableRef,
    rowId: string,
    values: Readonly<Record<string, unknown>>,
    caller: Principal,
  ): Promise<DataTableRowValues> {
    const table = await this.find(tx, ref);
    const old = await findRow(tx, table, rowId, { lock: true });
    if (!old) throw notFound('Row');
    const changes = readChanges(table.columns, values);
    const oldRow = toRow(table.columns, old);
    if (Object.entries(changes).every(([column, value]) => old[column] === value)) return oldRow;
    const now = new Date(this.#now());
    const changed = await withSavepoint(tx, () => updateRow(tx, table, rowId, changes, now)).catch((error: unknown) => {
      throw toConflict(error, table) ?? error;
    });
    const newRow = toRow(table.columns, changed);
    await this.#tell(tx, ref, table, { action: 'update', oldRow, newRow }, { caller, written: 1 });
    return newRow;
  }

  /** Deletes one row, and returns it as it was. @throws AppError NotFound */
  async delete(tx: Queryable, ref: DataTableRef, rowId: string, caller: Principal): Promise<DataTableRowValues> {
    const table = await this.find(tx, ref);
    const row = await deleteRow(tx, table, rowId);
    if (!row) throw notFound('Row');
    await addToSize(tx, table, -1);
    const oldRow = toRow(table.columns, row);
    await this.#tell(tx, ref, table, { action: 'delete', oldRow }, { caller });
    return oldRow;
  }

  /**
   * The ids of the oldest `limit` rows that a query selects, where finding them takes longer than a transaction should; they are
   * for `deleteMany`. Undefined: it finds them itself.
   */
  async findToDelete(db: Queryable, ref: DataTableRef, query: unknown, limit: number): Promise<string[] | undefined> {
    const weight = scanWeightOf(query);
    if (weight === 0) return undefined;
    const table = await findTableOf(db, ref);
    const { selection } = readSelection(table.columns, { query, limit: Math.min(limit, maxRowsAtOnce) });
    const { condition = sql<boolean>`true` } = selection;
    const { rows } = await scanRows(db, table, { ...selection, condition }, weight);
    return rows.map(({ id }) => id);
  }

  /**
   * Deletes the oldest `limit` rows that a query selects (at most 10,000, and no more than an answer may hold: they are all in
   * hand, for those who are told of them), of those in `among` if it is given; returns them as they were, the oldest first.
   */
  async deleteMany(
    tx: Queryable,
    ref: DataTableRef,
    { query, limit, among }: { query: unknown; limit: number; among?: readonly string[] | undefined },
    caller: Principal,
  ): Promise<DataTableRowValues[]> {
    const table = await this.find(tx, ref);
    const condition = compileQuery(query, 'query', languageOf(table.columns));
    const narrow = among === undefined && (await selectsFew(tx, table, condition));
    const selection = { condition, limit: Math.min(limit, maxRowsAtOnce), among, isNarrow: narrow };
    const rows = await deleteRows(tx, table, selection, maxAnswerBytes);
    await addToSize(tx, table, -rows.length);
    const deleted = toRows(table.columns, rows);
    for (const oldRow of deleted) await this.#tell(tx, ref, table, { action: 'delete', oldRow }, { caller });
    return deleted;
  }

  /**
   * A page of the rows that a query selects, which ends early when they are heavier than an answer may be. Outside of transactions.
   *
   * @throws AppError NotFound, or Validation naming what is wrong with it
   */
  async list(db: Queryable, ref: DataTableRef, question: RowsQuestion): Promise<PageOfRows<DataTableRowValues>> {
    const { columns, include, selection, table } = await this.#ask(db, ref, question);
    const { rows, ...page } = await readPage(db, table, selection, question.query);
    return { rows: showRows(columns, rows, include), ...page };
  }

  /** As `list`, and how many rows the query selects. */
  async listCounted(
    db: Queryable,
    ref: DataTableRef,
    question: RowsQuestion,
  ): Promise<CountedPage<DataTableRowValues>> {
    const { columns, include, selection, table } = await this.#ask(db, ref, question);
    const { rows, ...page } = await readCountedPage(db, table, selection, question.query);
    return { rows: showRows(columns, rows, include), ...page };
  }

  async #ask(db: Queryable, ref: DataTableRef, question: RowsQuestion) {
    const table = await findTableOf(db, ref);
    return { table, columns: table.columns, ...readSelection(table.columns, question) };
  }

  /** The table, kept as it is until the transaction ends. @throws AppError NotFound */
  find(tx: Queryable, ref: DataTableRef): Promise<DataTableRow> {
    return findTableOf(tx, ref, 'rows');
  }

  async #tell(
    tx: Queryable,
    { application, dataTableId }: DataTableRef,
    { name }: DataTableRow,
    change: DataTableChange,
    cause: { caller: Principal; written?: number } | { origin: Origin },
  ): Promise<void> {
    const { applicationId, applicationRowId } = application;
    const origin = 'origin' in cause ? cause.origin : originOf(cause.caller);
    for (const contribution of this.#contributions) {
      await contribution(tx, { application, dataTableId, name, change, origin });
    }
    this.#bus.announce(tx, 'dataTable.changed', { applicationId, dataTableId, change });
    afterCommit(tx, () => {
      if ('caller' in cause && cause.written) {
        const source = countSourceOf(cause.caller);
        this.#usage.add({ applicationRowId, deviceRowId: 0, type: 'dataTable', source, count: cause.written });
      }
      this.#log.write(applicationId, () => describeChange({ id: dataTableId, name }, change));
    });
  }
}

/** Rows as the API shows them, with the fields that are asked for; undefined: all. */
function showRows(
  columns: readonly StoredColumn[],
  stored: readonly StoredRow[],
  include: ReadonlySet<string> | undefined,
): DataTableRowValues[] {
  const rows = toRows(columns, stored);
  if (!include) return rows;
  const pick = (row: DataTableRowValues) =>
    Object.fromEntries(Object.entries(row).filter(([name]) => include.has(name))) as DataTableRowValues;
  return rows.map(pick);
}

/** The table of the application. @throws AppError NotFound */
export async function findTableOf(db: Queryable, ref: DataTableRef, lock?: TableLock): Promise<DataTableRow> {
  const table = await findDataTable(db, ref.application.applicationRowId, ref.dataTableId, lock);
  if (!table) throw notFound('Data table');
  return table;
}
