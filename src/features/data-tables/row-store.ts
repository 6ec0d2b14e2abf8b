import { type RawBuilder, sql } from 'kysely';
import type { SortDirection } from '../../kernel/paging.ts';
import { weigh } from '../../kernel/weight.ts';
import type { Queryable } from '../../platform/database/database.ts';
import type { Condition } from '../../platform/query-language/index.ts';
import { type CellValue, columnName, type StoredColumn } from './columns.ts';
import type { StoredValues } from './row-values.ts';
import { columnRef, columnType, indexedExpression, type StorageRef, storageOf } from './storage.ts';

/** A table as far as its rows need it. */
export interface RowTable extends StorageRef {
  readonly columns: readonly StoredColumn[];
}

/** A row as it is stored: values by the storage's names of the columns. */
export interface StoredRow {
  readonly id: string;
  readonly created_at: Date;
  readonly updated_at: Date;
  readonly [column: string]: CellValue | Date | null;
}

/** Rows of one answer; truncated: some that were asked for are left out. */
export interface PageOfRows<Row> {
  readonly rows: Row[];
  readonly truncated: boolean;
}

/** A row that is to be stored. */
export interface NewRow {
  readonly id: string;
  readonly values: StoredValues;
}

/** Which rows, and in which order. */
export interface Selection {
  readonly condition: Condition | undefined;
  readonly sort: SortKey;
  readonly direction: SortDirection;
  readonly limit: number;
  readonly offset: number;
  /** Whether the condition selects few rows, as `selectsFew` says: they are found first, and put in order then. */
  readonly isNarrow?: boolean;
}

/** A column of the table, or what every row has. */
export type SortKey = 'id' | 'createdAt' | 'updatedAt' | StoredColumn;

const builtInColumns = { id: 'id', createdAt: 'created_at', updatedAt: 'updated_at' } as const;

/** Named one by one, so that a plan that a session keeps goes on fitting when a column is added. */
function allColumns({ columns }: RowTable): RawBuilder<unknown> {
  return sql.raw(['id', 'created_at', 'updated_at', ...columns.map(columnName)].join(', '));
}

/**
 * Inserts those of the rows whose unique values nobody has, of two alike the first; they are returned by their ids. Waits
 * for others who are about to insert the same value.
 */
export async function insertRows(
  tx: Queryable,
  table: RowTable,
  rows: readonly NewRow[],
  now: Date,
): Promise<Set<string>> {
  const names = table.columns.map(columnName);
  const targets = sql.raw(['id', 'created_at', 'updated_at', ...names].join(', '));
  const values = sql.raw(names.map((name) => `, given.${name}`).join(''));
  const shape = sql.raw(
    ['n int', 'id text', ...table.columns.map((column) => `${columnName(column)} ${columnType(column)}`)].join(', '),
  );
  const given = JSON.stringify(rows.map(({ id, values: own }, n) => ({ n, id, ...own })));
  const { rows: inserted } = await sql<{ id: string }>`
    insert into ${storageOf(table)} (${targets})
    select given.id, ${now}::timestamptz, ${now}::timestamptz ${values}
    from json_to_recordset(${given}::json) as given(${shape}) order by given.n
    on conflict do nothing returning id`.execute(tx);
  return new Set(inserted.map(({ id }) => id));
}

/** The first unique column of which another row has the value of this one; undefined when there is none any more. */
export async function findTakenColumn(
  tx: Queryable,
  table: RowTable,
  values: StoredValues,
): Promise<StoredColumn | undefined> {
  for (const column of table.columns) {
    const value = values[columnName(column)];
    if (column.constraint !== 'unique' || value === undefined || value === null) continue;
    const { rows } = await sql`select from ${storageOf(table)} where ${hasUniqueValue(column, value)} limit 1`.execute(
      tx,
    );
    if (rows.length > 0) return column;
  }
  return undefined;
}

/** By the unique index. */
function hasUniqueValue(column: StoredColumn, value: CellValue): RawBuilder<unknown> {
  const own = columnRef(column);
  if (column.dataType === 'string') return sql`data_table_digest(${own}) = data_table_digest(${value}::text)`;
  return sql`${own} = ${value}::${sql.raw(columnType(column))}`;
}

export async function findRow(
  db: Queryable,
  table: RowTable,
  id: string,
  { lock = false }: { lock?: boolean } = {},
): Promise<StoredRow | undefined> {
  const { rows } = await sql<StoredRow>`select ${allColumns(table)} from ${storageOf(table)} where id = ${id}
    ${lock ? sql`for update` : sql``}`.execute(db);
  return rows[0];
}

/** @throws a unique violation, which ends the transaction up to the last savepoint */
export async function updateRow(
  tx: Queryable,
  table: RowTable,
  id: string,
  values: StoredValues,
  now: Date,
): Promise<StoredRow> {
  const assignments = table.columns
    .filter((column) => Object.hasOwn(values, columnName(column)))
    .map((column) => sql`${columnRef(column)} = ${values[columnName(column)]}::${sql.raw(columnType(column))}`);
  const { rows } = await sql<StoredRow>`update ${storageOf(table)}
    set ${sql.join([...assignments, sql`updated_at = ${now}`])} where id = ${id}
    returning ${allColumns(table)}`.execute(tx);
  return rows[0] as StoredRow;
}

export async function deleteRow(tx: Queryable, table: RowTable, id: string): Promise<StoredRow | undefined> {
  const { rows } = await sql<StoredRow>`delete from ${storageOf(table)} where id = ${id}
    returning ${allColumns(table)}`.execute(tx);
  return rows[0];
}

/**
 * Deletes the oldest of the rows that a condition selects, of those with these ids if so, and returns them, the oldest first; no more
 * than hold `maxBytes` of text together, and at least one.
 */
export async function deleteRows(
  tx: Queryable,
  table: RowTable,
  {
    condition,
    limit,
    among,
    isNarrow = false,
  }: Pick<Selection, 'condition' | 'limit' | 'isNarrow'> & { among?: readonly string[] | undefined },
  maxBytes: number,
): Promise<StoredRow[]> {
  const isAmong = among ? sql`id = any(${[...among]}::text[])` : sql`true`;
  const oldest = sql`order by created_at, id limit ${limit}`;
  // Where few match, all of them are locked, so that the order has no part in how they are found.
  const { rows } = await sql<StoredRow>`with matching as materialized (
      select id, created_at, ${sizeOf(table)} as bytes from ${storageOf(table)}
      where ${isAmong} and ${condition ?? sql`true`} ${isNarrow ? sql`` : oldest} for update),
    near as (select * from matching ${oldest}),
    sized as (
      select id, sum(bytes) over (order by created_at, id rows unbounded preceding) - bytes as before from near),
    gone as (
      delete from ${storageOf(table)} where id in (select id from sized where before < ${maxBytes})
      returning ${allColumns(table)})
    select * from gone order by created_at, id`.execute(tx);
  return rows;
}

/** Rows that the database puts in order in its memory in a few milliseconds. */
export const fewRows = 2_000;

/**
 * Whether a condition selects few rows. Where the planner does not know so, because the table has grown since it was last looked at or
 * because its columns depend on each other, it goes through the index of the order that is asked for until a page is full: through
 * all rows of a large table when there are fewer.
 */
export async function selectsFew(db: Queryable, table: StorageRef, condition: Condition): Promise<boolean> {
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from (
    select from ${storageOf(table)} where ${condition} limit ${fewRows + 1}) as matching`.execute(db);
  return (rows[0]?.count ?? 0) <= fewRows;
}

/**
 * As `selectRows`, and how many rows match, in one statement and with one look at each; undefined when more than `fewRows` match. All of
 * them are found by the condition, as a query without an order would, and none after the last that is wanted for that.
 */
export async function selectFewRows(
  db: Queryable,
  table: RowTable,
  { condition, sort, direction, limit, offset }: Selection & { condition: Condition },
  maxBytes: number,
): Promise<{ rows: StoredRow[]; matches: number } | undefined> {
  const inOrder = sql`order by ${orderBy(sort, direction)}`;
  const columns = allColumns(table);
  const { rows } = await sql<StoredRow & { matches: number }>`
    with selected as materialized (select ${columns} from ${storageOf(table)} where ${condition}),
    matching as materialized (select * from selected limit ${fewRows + 1}),
    total as (select count(*)::int as matches from matching)
    select matches, ${columns} from total left join (
      select ${columns}, sum(bytes) over (${inOrder} rows unbounded preceding) - bytes as before from (
        select ${columns}, ${sizeOf(table)} as bytes from matching ${inOrder} limit ${limit} offset ${offset}
      ) as near
    ) as sized on before < ${maxBytes} and matches <= ${fewRows} ${inOrder}`.execute(db);
  const matches = rows[0]?.matches ?? 0;
  if (matches > fewRows) return undefined;
  return { rows: rows.filter(({ id }) => id !== null), matches };
}

/**
 * The rows that a selection selects, as many of the first as hold `maxBytes` of text together and at least one: a row may have 256 KiB,
 * so that a number of them says little.
 */
export async function selectRows(
  db: Queryable,
  table: RowTable,
  { condition, sort, direction, limit, offset, isNarrow = false }: Selection,
  maxBytes: number,
): Promise<StoredRow[]> {
  const inOrder = sql`order by ${orderBy(sort, direction)}`;
  const columns = allColumns(table);
  const matching = sql`select ${columns} from ${storageOf(table)} where ${condition ?? sql`true`}`;
  const { rows } =
    await sql<StoredRow>`with matching as ${isNarrow ? sql`materialized` : sql`not materialized`} (${matching})
    select ${columns} from (
      select ${columns}, sum(bytes) over (${inOrder} rows unbounded preceding) - bytes as before from (
        select ${columns}, ${sizeOf(table)} as bytes from matching ${inOrder} limit ${limit} offset ${offset}
      ) as near
    ) as sized where before < ${maxBytes} ${inOrder}`.execute(db);
  return rows;
}

/** Whether `selectRows` has surely not left out one of the rows for their bytes: a letter has at most three for each unit of text. */
export function areAllThatFit(rows: readonly StoredRow[], maxBytes: number): boolean {
  return rows.reduce((sum, row) => sum + leastRowBytes + 3 * weigh(row), 0) < maxBytes;
}

/** Of a row: fewer bytes than any takes. */
export const leastRowBytes = 32;

/** Bytes of the texts of a row, which the database knows without reading them. */
export function sizeOf({ columns }: RowTable): RawBuilder<unknown> {
  const texts = columns.filter(({ dataType }) => dataType === 'string');
  const sizes = texts.map((column) => sql`coalesce(octet_length(${columnRef(column)}), 0)`);
  return sql.join([sql`${sql.lit(leastRowBytes)}`, ...sizes], sql` + `);
}

export async function countRows(db: Queryable, table: StorageRef, condition: Condition | undefined): Promise<number> {
  if (!condition) return readSize(db, table);
  const { rows } = await sql<{ count: number }>`select count(*)::bigint as count from ${storageOf(table)}
    where ${condition}`.execute(db);
  return rows[0]?.count ?? 0;
}

/** The column that a key sorts by, for SQL. */
export function sortedColumn(sort: SortKey): RawBuilder<unknown> {
  return typeof sort === 'string' ? sql.raw(builtInColumns[sort]) : columnRef(sort);
}

/** In the order of an index as far as one has it: text by its first characters, and only those alike by the rest. */
export function orderBy(sort: SortKey, direction: SortDirection): RawBuilder<unknown> {
  const way = sql.raw(direction);
  if (sort === 'id') return sql`id ${way}`;
  if (typeof sort === 'string') return sql`${sortedColumn(sort)} ${way}, id ${way}`;
  const nulls = sql.raw(direction === 'asc' ? 'nulls first' : 'nulls last');
  const indexed = sql`${sql.raw(indexedExpression(sort))} ${way} ${nulls}`;
  const rest = sort.dataType === 'string' ? sql`, ${columnRef(sort)} ${way} ${nulls}` : sql``;
  return sql`${indexed}${rest}, id ${way}`;
}

/** Into how many parts the count of a table's rows is split. */
const sizeParts = 8;

/** Adds to the number of a table's rows, in the transaction that adds or removes them. */
export async function addToSize(tx: Queryable, { data_table_row_id }: StorageRef, change: number): Promise<void> {
  if (change === 0) return;
  const part = Math.floor(Math.random() * sizeParts);
  await tx
    .insertInto('data_table_size')
    .values({ data_table_row_id, part, rows: change })
    .onConflict((conflict) =>
      conflict
        .columns(['data_table_row_id', 'part'])
        .doUpdateSet({ rows: sql<number>`data_table_size.rows + excluded.rows` }),
    )
    .execute();
}

/** How many rows the tables of an application have together. */
export async function countRowsOfAll(db: Queryable, applicationRowId: number): Promise<number> {
  const { count } = await db
    .selectFrom('data_table_size as size')
    .innerJoin('data_table as t', 't.data_table_row_id', 'size.data_table_row_id')
    .where('t.application_row_id', '=', applicationRowId)
    .select(sql<number>`coalesce(sum(size.rows), 0)::float8`.as('count'))
    .executeTakeFirstOrThrow();
  return count;
}

export async function clearSize(tx: Queryable, { data_table_row_id }: StorageRef): Promise<void> {
  await tx.deleteFrom('data_table_size').where('data_table_row_id', '=', data_table_row_id).execute();
}

async function readSize(db: Queryable, { data_table_row_id }: StorageRef): Promise<number> {
  const sizes = await readSizes(db, [data_table_row_id]);
  return sizes.get(data_table_row_id) ?? 0;
}

/** How many rows data tables have, by their numbers. */
export async function readSizes(db: Queryable, dataTableRowIds: readonly number[]): Promise<Map<number, number>> {
  if (dataTableRowIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('data_table_size')
    .where('data_table_row_id', '=', sql<number>`any(${[...dataTableRowIds]}::bigint[])`)
    .groupBy('data_table_row_id')
    .select(['data_table_row_id', sql<number>`sum(rows)::bigint`.as('rows')])
    .execute();
  return new Map(rows.map((row) => [row.data_table_row_id, row.rows]));
}
