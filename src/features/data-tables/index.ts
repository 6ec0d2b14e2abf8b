export { dataTablesFeature } from './feature.ts';
export type {
  BulkInsert,
  DataTableApplication,
  DataTableContribution,
  DataTableOccurrence,
  DataTableRef,
  DataTableRows,
} from './rows.ts';
export type { RowsQuestion } from './selection.ts';
