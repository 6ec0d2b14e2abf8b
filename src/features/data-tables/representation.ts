import { toColumn } from './columns.ts';
import type { DataTableRow } from './store.ts';

/** A data table as the API shows it. */
export function toDataTable(row: DataTableRow, applicationId: string, rowCount: number) {
  return {
    id: row.id,
    dataTableId: row.id,
    applicationId,
    creationDate: row.created_at.toISOString(),
    lastUpdated: row.updated_at.toISOString(),
    name: row.name,
    description: row.description,
    columns: row.columns.map(toColumn),
    rowCount,
    _type: 'dataTable' as const,
    _links: { self: { href: `/applications/${applicationId}/data-tables/${row.id}` } },
  };
}
