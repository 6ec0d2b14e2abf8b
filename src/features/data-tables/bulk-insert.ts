import { AppError, invalid } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import type { Queryable } from '../../platform/database/database.ts';
import { findConflict } from './conflicts.ts';
import { addToSize, insertRows, type NewRow, type RowTable } from './row-store.ts';
import { readNewRow } from './row-values.ts';

/** Rows of which it is said why they were left out. */
const maxErrors = 100;

/** What became of rows that were to be stored together. */
export interface StoredRows {
  /** Of those that are stored, in their order. */
  readonly ids: readonly string[];
  readonly count: number;
  readonly errorCount: number;
  /** The first 100 of those left out, by their places among the rows. */
  readonly errors: readonly { readonly index: number; readonly message: string }[];
}

/**
 * Stores those of the rows that fit, of two with the same unique value the first. Tells nobody.
 *
 * @param given in the place of a row that was refused already: why
 */
export async function storeRows(
  tx: Queryable,
  table: RowTable,
  given: readonly unknown[],
  now: Date,
): Promise<StoredRows> {
  const problems = new Map<number, string | undefined>();
  const rows: (NewRow & { index: number })[] = [];
  // Ids in their order, so that rows of one time stay in the order in which they came.
  const ids = Array.from(given, () => newId()).sort();
  for (const [index, values] of given.entries()) {
    try {
      if (values instanceof AppError) throw values;
      if (typeof values !== 'object' || values === null) throw invalid('The row', 'must be an object');
      const read = readNewRow(table.columns, values as Record<string, unknown>);
      rows.push({ index, id: ids[index] as string, values: read });
    } catch (error) {
      if (!(error instanceof AppError) || error.type !== 'Validation') throw error;
      problems.set(index, error.message);
    }
  }
  const inserted = rows.length > 0 ? await insertRows(tx, table, rows, now) : new Set<string>();
  const leftOut = rows.filter(({ id }) => !inserted.has(id));
  for (const { index } of leftOut) problems.set(index, undefined);
  await addToSize(tx, table, inserted.size);
  const errors: { index: number; message: string }[] = [];
  for (const index of [...problems.keys()].sort((a, b) => a - b).slice(0, maxErrors)) {
    const row = leftOut.find((each) => each.index === index);
    const message = problems.get(index) ?? (row && (await findConflict(tx, table, row.values)).message);
    errors.push({ index, message: message ?? '' });
  }
  return {
    ids: rows.filter(({ id }) => inserted.has(id)).map(({ id }) => id),
    count: inserted.size,
    errorCount: problems.size,
    errors,
  };
}
