import { AppError } from '../../kernel/errors.ts';
import type { Queryable } from '../../platform/database/database.ts';
import { isUniqueViolation } from '../../platform/database/errors.ts';
import { findTakenColumn, type RowTable } from './row-store.ts';
import type { StoredValues } from './row-values.ts';
import { uniqueIndexOf } from './storage.ts';

/** Why `insertRows` has left a row out. */
export async function findConflict(tx: Queryable, table: RowTable, values: StoredValues): Promise<AppError> {
  const column = await findTakenColumn(tx, table, values);
  if (column) return taken(column.name);
  // Whoever had the value has gone in between.
  return new AppError('Unavailable', 'The row conflicted with another change; retry it', { retryAfter: 1 });
}

/** The conflict that a unique violation of a table's storage means; undefined for any other error. */
export function toConflict(error: unknown, table: RowTable): AppError | undefined {
  const column = table.columns.find((each) => isUniqueViolation(error, uniqueIndexOf(table, each)));
  return column && taken(column.name);
}

function taken(name: string): AppError {
  return new AppError('Conflict', `${name} must be unique, and another row has this value`, { field: name });
}
