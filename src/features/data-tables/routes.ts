import type { ActionRouter } from '../../platform/http/action-router.ts';
import { successAnswer } from '../../platform/http/schemas.ts';
import {
  dataTable,
  dataTableColumn,
  dataTablePatch,
  dataTablePost,
  dataTables,
  dataTablesQuery,
  removeColumnQuery,
} from './schemas.ts';
import type { DataTableService } from './service.ts';

/** Data tables and their columns. */
export function registerDataTableRoutes(router: ActionRouter, tables: DataTableService): void {
  router.handle('dataTables.get', {
    summary: 'The data tables of an application.',
    query: dataTablesQuery,
    answer: dataTables,
    handle: async (call) => tables.list(call.application, call.query),
  });

  router.handle('dataTables.post', {
    summary: 'Create a data table.',
    body: dataTablePost,
    answer: dataTable,
    handle: async (call) => tables.create(call.application, call.body, call.change),
  });

  router.handle('dataTable.get', {
    summary: 'One data table with its columns.',
    answer: dataTable,
    handle: async (call) => tables.get(call.application, call.parameters.dataTableId),
  });

  router.handle('dataTable.patch', {
    summary: 'Change the name or the description of a data table.',
    body: dataTablePatch,
    answer: dataTable,
    handle: async (call) => tables.patch(call.application, call.parameters.dataTableId, call.body, call.change),
  });

  router.handle('dataTable.delete', {
    summary: 'Delete a data table with all its rows.',
    answer: successAnswer,
    handle: async (call) => tables.delete(call.application, call.parameters.dataTableId, call.change),
  });

  router.handle('dataTable.addColumn', {
    summary: 'Add a column; the rows that are there have no value in it.',
    body: dataTableColumn,
    answer: dataTable,
    handle: async (call) => tables.addColumn(call.application, call.parameters.dataTableId, call.body, call.change),
  });

  router.handle('dataTable.removeColumn', {
    summary: 'Remove a column; its values are gone for good.',
    query: removeColumnQuery,
    answer: dataTable,
    handle: async (call) =>
      tables.removeColumn(call.application, call.parameters.dataTableId, call.query.columnName, call.change),
  });
}
