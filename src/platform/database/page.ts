import { type RawBuilder, type SelectQueryBuilder, sql } from 'kysely';
import type { PageRequest } from '../../kernel/paging.ts';
import { likePattern } from '../../kernel/wildcard.ts';
import type { Tables } from './database.ts';
import { foldCaseSql } from './fold-case.ts';
import { readPortions } from './read-portions.ts';

/** Which columns the API's field names stand for. `readPage` has refused every other name before. */
export interface PageColumns {
  /** A column, or an expression that is null where there is nothing to sort by: such rows come last either way. */
  readonly sort: Readonly<Record<string, string | RawBuilder<unknown>>>;
  readonly filter: Readonly<Record<string, string>>;
  /** A unique column that decides between equals, so that no row is on two pages or on none. */
  readonly unique: string;
}

/** They sort without regard to case, as people expect of a list, and by code points, as the indexes of migration 0050 do. */
const namesOfPeopleAndThings: ReadonlySet<string> = new Set([
  'name',
  'email',
  'first_name',
  'last_name',
  'actor_name',
  'common_name',
]);

/**
 * One page of the rows that a query selects, filtered and sorted as asked for, and how many there are in all. It ends early
 * when the rows weigh more than an answer may (`readPortions`).
 */
export async function readRowsOfPage<Table extends keyof Tables, Row>(
  query: SelectQueryBuilder<Tables, Table, Row>,
  page: PageRequest,
  columns: PageColumns,
): Promise<{ rows: Row[]; totalCount: number }> {
  const column = page.filterField === undefined ? undefined : columns.filter[page.filterField];
  const filtered =
    column === undefined || page.filter === undefined
      ? query
      : query.where(sql<boolean>`${foldCaseSql(sql.ref(column))} like ${foldCaseSql(likePattern(page.filter))}`);
  const sortColumn = columns.sort[page.sortField] ?? columns.unique;
  const direction = sql.raw(page.sortDirection === 'desc' ? 'desc' : 'asc');
  const order =
    typeof sortColumn !== 'string'
      ? sql`${sortColumn} ${direction} nulls last`
      : namesOfPeopleAndThings.has(sortColumn)
        ? sql`fold_case(${sql.ref(sortColumn)}) collate "C" ${direction}`
        : sql`${sql.ref(sortColumn)} ${direction}`;
  const sorted = filtered.orderBy(sql`${order}, ${sql.ref(columns.unique)}`);
  const start = page.page * page.perPage;
  const { rows, complete } = await readPortions(page.perPage, ({ offset, limit }) =>
    sorted
      .limit(limit)
      .offset(start + offset)
      .execute(),
  );
  // Whoever has seen the last row knows how many there are.
  if (complete && (rows.length > 0 || start === 0)) return { rows, totalCount: start + rows.length };
  const { count } = await filtered.clearSelect().select(sql<number>`count(*)`.as('count')).executeTakeFirstOrThrow();
  return { rows, totalCount: count };
}
