import { type RawBuilder, sql } from 'kysely';
import type { Database, Queryable } from '../../platform/database/database.ts';
import { columnName, type StoredColumn } from './columns.ts';

/** Characters of a text that its index holds: with more, a value could be too long for an index. */
export const indexedLength = 200;

const schema = 'data_table_rows';
const types = { string: 'text collate "C"', number: 'double precision', boolean: 'boolean' } as const;

/** How a data table's storage is named. */
export interface StorageRef {
  readonly data_table_row_id: number;
}

/** The table that holds the rows of a data table. */
export function storageOf({ data_table_row_id }: StorageRef): RawBuilder<unknown> {
  return sql.raw(nameOf(data_table_row_id));
}

function nameOf(dataTableRowId: number): string {
  return `${schema}.t${Math.trunc(dataTableRowId)}`;
}

/** The storage's column, for SQL. */
export function columnRef(column: Pick<StoredColumn, 'key'>): RawBuilder<unknown> {
  return sql.raw(columnName(column));
}

/** The type of a column's values, as SQL says it. */
export function columnType({ dataType }: Pick<StoredColumn, 'dataType'>): string {
  return types[dataType];
}

/** What the index of a column is made of. */
export function indexedExpression(column: StoredColumn): string {
  return column.dataType === 'string' ? `left(${columnName(column)}, ${indexedLength})` : columnName(column);
}

/** The name of the index that keeps a column's values apart. */
export function uniqueIndexOf(table: StorageRef, column: Pick<StoredColumn, 'key'>): string {
  return `t${table.data_table_row_id}_${columnName(column)}_unique`;
}

/** Makes the storage of a new data table, in the transaction that inserts it. */
export async function createStorage(tx: Queryable, table: StorageRef, columns: readonly StoredColumn[]): Promise<void> {
  const name = nameOf(table.data_table_row_id);
  const definitions = columns.map((column) => `, ${columnName(column)} ${columnType(column)}`);
  await run(
    tx,
    `create table ${name} (id text collate "C" primary key, created_at timestamptz not null,
      updated_at timestamptz not null${definitions.join('')})`,
  );
  await run(tx, `create index on ${name} (created_at, id)`);
  await run(tx, `create index on ${name} (updated_at)`);
  for (const column of columns) for (const { text } of indexesOf(table, column, '')) await run(tx, text);
}

/** Adds a column whose values are all missing; takes no time, however many rows there are. */
export async function addStorageColumn(tx: Queryable, table: StorageRef, column: StoredColumn): Promise<void> {
  await run(
    tx,
    `alter table ${nameOf(table.data_table_row_id)} add column ${columnName(column)} ${columnType(column)}`,
  );
}

/**
 * Makes the indexes of a column that nobody writes to yet. On a server without keeping anybody from the table; the embedded
 * database has one session, which this takes for about half a second per million rows.
 */
export async function createColumnIndexes(database: Database, table: StorageRef, column: StoredColumn): Promise<void> {
  const how = database.kind === 'server' ? 'concurrently' : '';
  for (const index of indexesOf(table, column, how)) {
    // What is left of one whose making was ended is not valid, and in the way.
    await database.query({ sql: `drop index if exists ${schema}.${index.name}` });
    await database.query({ sql: index.text });
  }
}

/** Takes a column's values away for good; takes no time, however many rows there are. */
export async function dropStorageColumn(
  tx: Queryable,
  table: StorageRef,
  column: Pick<StoredColumn, 'key'>,
): Promise<void> {
  await run(tx, `alter table ${nameOf(table.data_table_row_id)} drop column if exists ${columnName(column)}`);
}

/**
 * Tells the planner of a server what is in the table: until then it takes a range beside an equality for the better way. Nothing is done
 * while somebody changes the table. The embedded database looks after its tables in quiet minutes.
 */
export async function analyzeStorage(database: Database, table: StorageRef): Promise<void> {
  if (database.kind === 'server')
    await database.query({ sql: `analyze (skip_locked) ${nameOf(table.data_table_row_id)}` });
}

/** Removes all rows at once, with nobody else in the table. */
export async function truncateStorage(tx: Queryable, table: StorageRef): Promise<void> {
  await run(tx, `truncate ${nameOf(table.data_table_row_id)}`);
}

/** Removes the storage of a data table that is no more. Once for each transaction: it locks each of its indexes. */
export async function dropStorage(db: Queryable, table: StorageRef): Promise<void> {
  await run(db, `drop table if exists ${nameOf(table.data_table_row_id)}`);
}

/** The numbers of the data tables that there is a storage for. */
export async function listStorages(db: Queryable): Promise<number[]> {
  const { rows } = await sql<{ number: number }>`
    select substring(relname from '^t([0-9]+)$')::bigint as number from pg_class
    where relnamespace = ${schema}::regnamespace and relkind = 'r' and relname ~ '^t[0-9]+$'`.execute(db);
  return rows.map(({ number }) => number);
}

/** Missing values come first, as the platform sorts them. */
function indexesOf(table: StorageRef, column: StoredColumn, how: string): { name: string; text: string }[] {
  const on = nameOf(table.data_table_row_id);
  const index = (kind: string, name: string, expression: string) => ({
    name,
    text: `create ${kind} ${how} ${name} on ${on} (${expression})`,
  });
  const unique = (expression: string) => index('unique index', uniqueIndexOf(table, column), expression);
  const ordinary = index(
    'index',
    `t${table.data_table_row_id}_${columnName(column)}`,
    `${indexedExpression(column)} nulls first`,
  );
  if (column.constraint !== 'unique') return [ordinary];
  if (column.dataType !== 'string') return [unique(`${columnName(column)} nulls first`)];
  return [unique(`data_table_digest(${columnName(column)})`), ordinary];
}

/** What stands in these statements are numbers and words of this file: DDL takes no parameters. */
async function run(db: Queryable, statement: string): Promise<void> {
  await sql.raw(statement).execute(db);
}
