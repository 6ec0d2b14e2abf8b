import type { DataTableRowValues } from '../../kernel/events.ts';
import { type CellValue, columnName, type StoredColumn } from './columns.ts';
import type { StoredRow } from './row-store.ts';

/** A row as the API shows it: its values by the names of the columns, null where it has none. */
export function toRow(columns: readonly StoredColumn[], row: StoredRow): DataTableRowValues {
  return Object.fromEntries<CellValue | null>([
    ['id', row.id],
    ['createdAt', row.created_at.toISOString()],
    ['updatedAt', row.updated_at.toISOString()],
    ...columns.map((column): [string, CellValue | null] => [
      column.name,
      (row[columnName(column)] ?? null) as CellValue | null,
    ]),
  ]) as DataTableRowValues;
}
