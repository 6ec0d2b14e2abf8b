import type { DataTableRowValues } from '../../kernel/events.ts';
import { type CellValue, columnName, type StoredColumn } from './columns.ts';
import type { StoredRow } from './row-store.ts';

/** A row as the API shows it: its values by the names of the columns, null where it has none. */
export function toRow(columns: readonly StoredColumn[], row: StoredRow): DataTableRowValues {
  return toRows(columns, [row])[0] as DataTableRowValues;
}

/** As `toRow`, of many rows: pages have up to a thousand. */
export function toRows(columns: readonly StoredColumn[], rows: readonly StoredRow[]): DataTableRowValues[] {
  const names = columns.map((column) => [column.name, columnName(column)] as const);
  return rows.map((row) => {
    const shown: Record<string, CellValue | null> = {
      id: row.id,
      createdAt: row.created_at.toISOString(),
      updatedAt: row.updated_at.toISOString(),
    };
    // No column is called __proto__ (`columns.ts`).
    for (const [name, stored] of names) shown[name] = (row[stored] ?? null) as CellValue | null;
    return shown as DataTableRowValues;
  });
}
