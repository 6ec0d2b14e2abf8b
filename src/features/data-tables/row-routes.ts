import type { ApplicationRef } from '../../kernel/owner.ts';
import type { ActionRouter } from '../../platform/http/action-router.ts';
import type { LinkBase } from '../../platform/http/link-base.ts';
import { successAnswer } from '../../platform/http/schemas.ts';
import type { RowExports } from './row-export.ts';
import type { RowService } from './row-service.ts';
import type { DataTableRef } from './rows.ts';
import {
  advancedQuery,
  insertResult,
  jobStarted,
  row,
  rowInsert,
  rows as rowsAnswer,
  rowsDeleted,
  rowsDeleteQuery,
  rowsExport,
  rowsQuery,
  rowValues,
} from './schemas.ts';

/** Of `dataTableRows.post` (resources.md, "Rules for all"). */
const insertLimit = 5 * 1024 * 1024;
const isData = 'rows are data, and are not recorded one by one';

/** Rows of data tables. */
export function registerRowRoutes(
  router: ActionRouter,
  { rows, exports, links }: { rows: RowService; exports: RowExports; links: LinkBase },
): void {
  router.handle('dataTableRows.get', {
    summary: 'A page of the rows of a data table.',
    query: rowsQuery,
    answer: rowsAnswer,
    handle: async (call) => rows.list(refOf(call), call.query),
  });

  router.handle('dataTableRows.query', {
    summary: 'A page of the rows that a query selects.',
    query: rowsQuery,
    body: advancedQuery,
    answer: rowsAnswer,
    handle: async (call) => rows.list(refOf(call), call.query, call.body),
  });

  router.handle('dataTableRows.post', {
    summary: 'Insert a row, or an array of rows.',
    body: rowInsert,
    answer: insertResult,
    bodyLimit: insertLimit,
    unrecorded: isData,
    handle: async (call) => rows.insert(refOf(call), call.body, call.principal),
  });

  router.handle('dataTableRows.delete', {
    summary: 'Delete the oldest of the rows that a query selects.',
    query: rowsDeleteQuery,
    body: advancedQuery,
    answer: rowsDeleted,
    handle: async (call) => rows.deleteMany(refOf(call), call.query, call.body, call),
  });

  router.handle('dataTableRows.truncate', {
    summary: 'Delete all rows at once.',
    answer: successAnswer,
    handle: async (call) => rows.truncate(refOf(call), call.change),
  });

  router.handle('dataTableRows.export', {
    summary: 'Export the rows, or those that a query selects, as CSV; at most once in five minutes.',
    body: rowsExport,
    answer: jobStarted,
    handle: async (call) =>
      exports.start(call.application, call.parameters.dataTableId, call.principal, call.body, {
        baseUrl: links.of(call.request),
      }),
  });

  router.handle('dataTableRow.get', {
    summary: 'One row.',
    answer: row,
    handle: async (call) => rows.get(refOf(call), call.parameters.rowId),
  });

  router.handle('dataTableRow.patch', {
    summary: 'Change the named columns of a row.',
    body: rowValues,
    answer: row,
    unrecorded: isData,
    handle: async (call) => rows.patch(refOf(call), call.parameters.rowId, call.body, call.principal),
  });

  router.handle('dataTableRow.delete', {
    summary: 'Delete a row.',
    answer: successAnswer,
    unrecorded: isData,
    handle: async (call) => rows.delete(refOf(call), call.parameters.rowId, call.principal),
  });
}

function refOf(call: {
  readonly application: ApplicationRef;
  readonly parameters: { readonly dataTableId: string };
}): DataTableRef {
  return { application: call.application, dataTableId: call.parameters.dataTableId };
}
