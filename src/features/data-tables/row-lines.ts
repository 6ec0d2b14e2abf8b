import type { DataTableChange, LogEntry } from '../../kernel/events.ts';

/** A change of rows as a line of the application log. */
export function describeChange(
  table: { readonly id: string; readonly name: string },
  change: DataTableChange,
): Omit<LogEntry, 'applicationId'> {
  const shared = { level: 'info', type: 'dataTable' } as const;
  const details = { dataTableId: table.id, action: change.action };
  switch (change.action) {
    case 'insert':
      return {
        ...shared,
        message: `A row was inserted into the table "${table.name}".`,
        details: { ...details, rowId: change.newRow.id },
      };
    case 'bulkInsert': {
      const left = change.errorCount > 0 ? `; ${change.errorCount} could not be stored` : '';
      return {
        ...shared,
        level: change.errorCount > 0 ? 'warn' : 'info',
        message: `${change.count} rows were inserted into the table "${table.name}"${left}.`,
        details: { ...details, count: change.count, errorCount: change.errorCount },
      };
    }
    case 'update':
      return {
        ...shared,
        message: `A row of the table "${table.name}" was changed.`,
        details: { ...details, rowId: change.newRow.id },
      };
    case 'delete':
      return {
        ...shared,
        message: `A row of the table "${table.name}" was deleted.`,
        details: { ...details, rowId: change.oldRow.id },
      };
  }
}
