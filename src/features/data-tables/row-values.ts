import { invalid } from '../../kernel/errors.ts';
import { asNumber, containsUnstorableText, isExactNumber } from '../../kernel/json-text.ts';
import { type CellValue, columnName, type StoredColumn } from './columns.ts';

/** Values by the storage's names of their columns; null: none. */
export type StoredValues = Readonly<Record<string, CellValue | null>>;

const article = { string: 'text', number: 'a number', boolean: 'true or false' } as const;

/**
 * Reads the values of a new row: every column has one afterwards. Names that are no column's are ignored, the built-in
 * ones included, so that what was read can be written back (resources.md, "Data tables").
 *
 * @throws AppError Validation naming the column
 */
export function readNewRow(columns: readonly StoredColumn[], values: Readonly<Record<string, unknown>>): StoredValues {
  const read: Record<string, CellValue | null> = {};
  for (const column of columns) {
    const given = Object.hasOwn(values, column.name) ? values[column.name] : undefined;
    const value = given === undefined ? (column.defaultValue ?? null) : given;
    read[columnName(column)] = readValue(column, value);
  }
  return read;
}

/**
 * As `readNewRow`, for a row that is changed: only the columns that are named.
 *
 * @throws AppError Validation naming the column
 */
export function readChanges(columns: readonly StoredColumn[], values: Readonly<Record<string, unknown>>): StoredValues {
  const read: Record<string, CellValue | null> = {};
  for (const column of columns) {
    if (!Object.hasOwn(values, column.name) || values[column.name] === undefined) continue;
    read[columnName(column)] = readValue(column, values[column.name]);
  }
  return read;
}

function readValue(column: StoredColumn, given: unknown): CellValue | null {
  const { name, dataType, constraint } = column;
  if (given === null) {
    if (constraint === 'optional') return null;
    throw invalid(name, 'is required');
  }
  const value = dataType === 'number' ? asNumber(given) : given;
  if (isExactNumber(value) && dataType === 'number')
    throw invalid(name, 'must not be a number that a double cannot hold');
  if (typeof value !== dataType) throw invalid(name, `must be ${article[dataType]}`);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw invalid(name, 'must be a finite number');
    // Minus zero would be unlike zero for nobody but a unique index.
    return value === 0 ? 0 : value;
  }
  if (containsUnstorableText(value)) throw invalid(name, 'must not contain U+0000 or lone surrogates');
  return value as CellValue;
}
