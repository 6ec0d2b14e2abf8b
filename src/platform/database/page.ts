import { type SelectQueryBuilder, sql } from 'kysely';
import type { PageRequest } from '../../kernel/paging.ts';
import { likePattern } from '../../kernel/wildcard.ts';
import type { Tables } from './database.ts';
import { foldCaseSql } from './fold-case.ts';

/** Which columns the API's field names stand for. `readPage` has refused every other name before. */
export interface PageColumns {
  readonly sort: Readonly<Record<string, string>>;
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

/** One page of the rows that a query selects, filtered and sorted as asked for, and how many there are in all. */
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
  const { count } = await filtered.clearSelect().select(sql<number>`count(*)`.as('count')).executeTakeFirstOrThrow();
  const sortColumn = columns.sort[page.sortField] ?? columns.unique;
  const direction = sql.raw(page.sortDirection === 'desc' ? 'desc' : 'asc');
  const sortKey = namesOfPeopleAndThings.has(sortColumn)
    ? sql`fold_case(${sql.ref(sortColumn)}) collate "C"`
    : sql.ref(sortColumn);
  const rows = await filtered
    .orderBy(sql`${sortKey} ${direction}, ${sql.ref(columns.unique)}`)
    .limit(page.perPage)
    .offset(page.page * page.perPage)
    .execute();
  return { rows, totalCount: count };
}
