import { invalid } from '../../kernel/errors.ts';
import { compileQuery } from '../../platform/query-language/index.ts';
import { builtInNames, type StoredColumn } from './columns.ts';
import { languageOf } from './row-language.ts';
import type { Selection, SortKey } from './row-store.ts';

/** Rows of one page, where the question does not say. */
const defaultLimit = 1000;

/** Which rows are wanted, as a request says it. */
export interface RowsQuestion {
  /** A query of `platform/query-language`; undefined: all rows. */
  readonly query?: unknown;
  readonly limit?: number | undefined;
  readonly offset?: number | undefined;
  /** Undefined or empty: `createdAt`. */
  readonly sortColumn?: string | undefined;
  /** In either case; undefined or empty: ascending. */
  readonly sortDirection?: string | undefined;
  /** Names separated by commas; undefined or empty: all. */
  readonly includeFields?: string | undefined;
}

/**
 * Checks a question against the columns of a table.
 *
 * @throws AppError Validation naming the parameter, or the place in the query
 */
export function readSelection(
  columns: readonly StoredColumn[],
  question: RowsQuestion,
): { selection: Selection; include: ReadonlySet<string> | undefined } {
  const { query, limit = defaultLimit, offset = 0, sortColumn, sortDirection, includeFields } = question;
  return {
    selection: {
      condition: isEverything(query) ? undefined : compileQuery(query, 'query', languageOf(columns)),
      sort: readSort(columns, sortColumn || 'createdAt'),
      direction: sortDirection?.toLowerCase() === 'desc' ? 'desc' : 'asc',
      limit,
      offset,
    },
    include: includeFields ? readNames(columns, includeFields) : undefined,
  };
}

/** Whether a query says nothing. */
function isEverything(query: unknown): boolean {
  return query === undefined || (typeof query === 'object' && query !== null && Object.keys(query).length === 0);
}

function readSort(columns: readonly StoredColumn[], name: string): SortKey {
  const key = builtInNames.find((each) => each === name) ?? columns.find((column) => column.name === name);
  if (!key) throw invalid('sortColumn', `is ${name}, which is no column of the table`);
  return key;
}

function readNames(columns: readonly StoredColumn[], list: string): ReadonlySet<string> {
  const known = new Set<string>([...builtInNames, ...columns.map(({ name }) => name)]);
  const names = list
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  const unknown = names.find((name) => !known.has(name));
  if (unknown !== undefined) throw invalid('includeFields', `contains ${unknown}, which is no column of the table`);
  return new Set(names);
}
