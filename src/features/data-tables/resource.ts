import type { Resource } from '../../platform/resources/resource.ts';
import { purgeDataTables } from './jobs.ts';

export const dataTableResource: Resource = {
  type: 'dataTable',
  label: 'Data table',
  parent: 'application',
  idParameter: 'dataTableId',
  table: 'data_table',
  isVersioned: true,
  rowId: 'data_table_row_id',
  nameColumn: 'name',
  auditType: 'DataTable',
  search: { name: 'name', descriptor: 'description' },
  summaryField: 'dataTableCount',
  purge: purgeDataTables,
  consolePath: '/applications/{applicationId}/data-tables/{id}',
};

/** A row is data: it is no resource of search, counts or the record of changes. */
export const dataTableRowResource: Resource = {
  type: 'dataTableRow',
  label: 'Row',
  parent: 'dataTable',
  idParameter: 'rowId',
  table: 'data_table',
  rowId: 'data_table_row_id',
};

export const dataTableImportResource: Resource = {
  type: 'dataTableImport',
  label: 'Import',
  parent: 'dataTable',
  idParameter: 'importId',
  table: 'data_table_import',
  rowId: 'data_table_import_row_id',
};
