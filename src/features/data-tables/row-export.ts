import { type CsvValue, csvLine, guardFormula } from '../../kernel/csv.ts';
import { AppError } from '../../kernel/errors.ts';
import type { ApplicationRef } from '../../kernel/owner.ts';
import type { Principal } from '../../kernel/principal.ts';
import type { Database } from '../../platform/database/database.ts';
import { inTransaction } from '../../platform/database/transaction.ts';
import type { ExportKind, RequestedExports } from '../exports/index.ts';
import { builtInNames, columnName, type StoredColumn } from './columns.ts';
import type { StoredRow } from './row-store.ts';
import { walkRows } from './row-walk.ts';
import { findTableOf } from './rows.ts';
import type { RowsExport } from './schemas.ts';
import { readSelection } from './selection.ts';
import { findDataTable, updateDataTable } from './store.ts';

const kind = 'dataTableRows';
/** Between two exports of a table (resources.md, "Data tables"). */
const pauseMs = 5 * 60_000;

/** What the writing of the file needs to know. */
interface RowsRequest extends Pick<RowsExport, 'query' | 'queryOptions' | 'guardFormulas'> {
  readonly dataTableId: string;
}

/** Rows as CSV files (`docs/exports.md`). */
export class RowExports {
  readonly #database: Database;
  readonly #exports: RequestedExports;
  readonly #now: () => number;

  constructor(options: { database: Database; exports: RequestedExports; now: () => number }) {
    this.#database = options.database;
    this.#exports = options.exports;
    this.#now = options.now;
    this.#exports.define(defineKind(options.database));
  }

  /** @throws AppError NotFound, Validation, or Throttled when the last export of the table is not five minutes old */
  async start(
    application: ApplicationRef,
    dataTableId: string,
    principal: Principal,
    { email, callbackUrl, ...wanted }: RowsExport,
    { baseUrl }: { baseUrl: string },
  ): Promise<{ success: true; jobId: string }> {
    const delivery = { email, callbackUrl };
    const jobId = await inTransaction(this.#database, async (tx) => {
      // The columns stay as they are, and of two who ask at the same time the second sees the first.
      const table = await findTableOf(tx, { application, dataTableId }, 'definition');
      readSelection(table.columns, { query: wanted.query, ...wanted.queryOptions });
      this.#exports.check(delivery);
      const now = this.#now();
      const left = (table.exported_at?.getTime() ?? 0) + pauseMs - now;
      if (left > 0) {
        const retryAfter = Math.ceil(left / 1000);
        throw new AppError('Throttled', 'A data table is exported at most once in 5 minutes', { retryAfter });
      }
      await updateDataTable(tx, table.data_table_row_id, { exported_at: new Date(now) });
      const request: RowsRequest = { dataTableId, ...wanted };
      return this.#exports.start(tx, application, principal, {
        kind,
        request: { ...request },
        delivery,
        baseUrl,
      });
    });
    return { success: true, jobId };
  }
}

function defineKind(database: Database): ExportKind {
  return {
    kind,
    actions: ['dataTableRows.export'],
    lines: (row, signal) => writeLines(database, row.application_row_id, row.request as unknown as RowsRequest, signal),
  };
}

/** The header, and a line for each row; nothing but an empty header when the table is gone. */
async function* writeLines(
  database: Database,
  applicationRowId: number,
  request: RowsRequest,
  signal: AbortSignal,
): AsyncGenerator<string[]> {
  const table = await findDataTable(database.kysely, applicationRowId, request.dataTableId);
  const columns = table?.columns ?? [];
  const toLine = request.guardFormulas ? (values: CsvValue[]) => csvLine(values.map(guardFormula)) : csvLine;
  yield [toLine([...builtInNames, ...columns.map(({ name }) => name)])];
  if (!table) return;
  const { query, queryOptions } = request;
  const { selection } = readSelection(columns, { query, ...queryOptions });
  const all = { ...selection, limit: queryOptions?.limit ?? Number.MAX_SAFE_INTEGER };
  for await (const rows of walkRows(database, table, all, signal)) yield rows.map((row) => toLine(cells(columns, row)));
}

function cells(columns: readonly StoredColumn[], row: StoredRow): CsvValue[] {
  const values = columns.map((column) => (row[columnName(column)] ?? undefined) as CsvValue);
  return [row.id, row.created_at.toISOString(), row.updated_at.toISOString(), ...values];
}
