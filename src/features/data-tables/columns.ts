import { AppError, invalid } from '../../kernel/errors.ts';
import type { Column } from './schemas.ts';

/** What a cell may hold. */
export type CellValue = string | number | boolean;

/** A column as it is stored. */
export interface StoredColumn extends Column {
  /** Names its values in the storage; never used again in the same table. */
  readonly key: number;
}

/** Columns that a table may have (resources.md, "Data tables"). */
export const maxColumns = 50;
/** PostgreSQL counts removed columns too, up to 1,600. */
const maxKeys = 1500;

/** What every row has besides; no column may be called so. */
export const builtInNames = ['id', 'createdAt', 'updatedAt'] as const;
/** No body may have the second, so that no value of such a column could ever be sent. */
const reservedNames: ReadonlySet<string> = new Set([...builtInNames, '__proto__']);

/**
 * The columns with their keys, checked against each other and against those that are there.
 *
 * @param field how one is called in the request, for messages
 * @throws AppError Validation, Conflict when a name is taken
 */
export function addColumns(
  existing: readonly StoredColumn[],
  added: readonly Column[],
  nextKey: number,
  field: (index: number) => string,
): StoredColumn[] {
  if (existing.length + added.length > maxColumns) {
    throw invalid('columns', `must not be more than ${maxColumns} in a table`);
  }
  if (nextKey - 1 + added.length > maxKeys) {
    throw invalid('columns', `have been added ${maxKeys} times: export the rows and import them into a new table`);
  }
  const names = new Set(existing.map(({ name }) => name));
  const columns = added.map((column, index) => {
    const at = field(index);
    const { name, dataType, constraint, defaultValue } = column;
    if (reservedNames.has(name)) {
      throw invalid(
        `${at}name`,
        `must not be ${name}${builtInNames.some((each) => each === name) ? ', which every row has' : ''}`,
      );
    }
    if (names.has(name)) throw new AppError('Conflict', `${at}name: the table has a column ${name} already`);
    names.add(name);
    if (defaultValue !== undefined) {
      if (constraint !== 'optional') throw invalid(`${at}defaultValue`, 'is only for columns that are optional');
      if (typeof defaultValue !== dataType) throw invalid(`${at}defaultValue`, `must be a ${dataType}`);
    }
    return {
      key: nextKey + index,
      name,
      dataType,
      constraint,
      ...(defaultValue === undefined ? {} : { defaultValue }),
    };
  });
  return [...existing, ...columns];
}

/** The storage's name of a column, to be used bare in SQL. */
export function columnName({ key }: Pick<StoredColumn, 'key'>): string {
  return `c${Math.trunc(key)}`;
}

/** A column as the API shows it. */
export function toColumn({ key: _key, ...column }: StoredColumn): Column {
  return column;
}
