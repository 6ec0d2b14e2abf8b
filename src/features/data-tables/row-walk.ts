import { type RawBuilder, sql } from 'kysely';
import type { Database } from '../../platform/database/database.ts';
import type { Condition } from '../../platform/query-language/index.ts';
import { columnName, type StoredColumn } from './columns.ts';
import {
  areAllThatFit,
  type RowTable,
  type Selection,
  type SortKey,
  type StoredRow,
  selectRows,
  sortedColumn,
} from './row-store.ts';
import { columnType, indexedExpression, indexedLength } from './storage.ts';

/** What is read at once: short statements, with room for others in between, and little in hand. */
const defaultStep = { rows: 1000, bytes: 1024 * 1024 };

/**
 * All rows that a selection selects, in its order and in steps, each found by an index where the last one ended, and of a
 * bounded number and size. What is changed meanwhile may be seen before or after its change.
 */
export async function* walkRows(
  database: Database,
  table: RowTable,
  selection: Selection,
  signal: AbortSignal,
  { rows: rowsPerStep, bytes } = defaultStep,
): AsyncGenerator<StoredRow[]> {
  let { offset, limit } = selection;
  for (const part of partsOf(selection)) {
    for (let last: StoredRow | undefined; ; ) {
      signal.throwIfAborted();
      const conditions = [selection.condition, part, last && following(selection, last)].filter((each) => each);
      const condition = sql<boolean>`${sql.join([sql`true`, ...conditions], sql` and `)}`;
      const question = { ...selection, condition, limit: rowsPerStep, offset: 0 };
      const step = await selectRows(database.kysely, table, question, bytes);
      const rows = step.slice(offset, offset + limit);
      offset = Math.max(offset - step.length, 0);
      limit -= rows.length;
      if (rows.length > 0) yield rows;
      if (limit <= 0) return;
      if (step.length < rowsPerStep && areAllThatFit(step, bytes)) break;
      last = step.at(-1);
    }
  }
}

/** Rows without a value in the column stand at one end: they are a part of their own, so that each part is one range. */
export function partsOf({ sort, direction }: Pick<Selection, 'sort' | 'direction'>): (Condition | undefined)[] {
  if (typeof sort === 'string') return [undefined];
  const column = sortedColumn(sort);
  const [without, within] = [sql<boolean>`${column} is null`, sql<boolean>`${column} is not null`];
  return direction === 'asc' ? [without, within] : [within, without];
}

/** What comes after a row, within its part. */
export function following({ sort, direction }: Pick<Selection, 'sort' | 'direction'>, row: StoredRow): Condition {
  const sign = sql.raw(direction === 'asc' ? '>' : '<');
  const afterId = sql<boolean>`id ${sign} ${row.id}`;
  if (sort === 'id') return afterId;
  const value = decidingValue(sort, row);
  if (value === undefined) return afterId;
  const column = sortedColumn(sort);
  const range = typeof sort === 'string' || sort.dataType !== 'string' ? undefined : indexRange(sort, value, sign);
  const after = sql<boolean>`(${column}, id) ${sign} (${value}, ${row.id})`;
  return range ? sql`(${range} and ${after})` : after;
}

/** The value that decides, as SQL; undefined when the row has none. */
function decidingValue(sort: Exclude<SortKey, 'id'>, row: StoredRow): RawBuilder<unknown> | undefined {
  if (sort === 'createdAt') return sql`${row.created_at}::timestamptz`;
  if (sort === 'updatedAt') return sql`${row.updated_at}::timestamptz`;
  const value = row[columnName(sort)];
  return value === null || value === undefined ? undefined : sql`${value}::${sql.raw(columnType(sort))}`;
}

/** Text is found by its first characters. */
function indexRange(column: StoredColumn, value: RawBuilder<unknown>, sign: RawBuilder<unknown>): Condition {
  return sql`${sql.raw(indexedExpression(column))} ${sign}= left(${value}, ${sql.lit(indexedLength)})`;
}
