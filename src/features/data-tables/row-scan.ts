import { type RawBuilder, sql } from 'kysely';
import { AppError } from '../../kernel/errors.ts';
import { own } from '../../kernel/own.ts';
import { weigh as bytesOf } from '../../kernel/weight.ts';
import type { Queryable } from '../../platform/database/database.ts';
import { maxAnswerBytes } from '../../platform/database/read-portions.ts';
import type { Condition } from '../../platform/query-language/index.ts';
import { columnName } from './columns.ts';
import {
  leastRowBytes,
  orderBy,
  type PageOfRows,
  type RowTable,
  type Selection,
  type StoredRow,
  sizeOf,
} from './row-store.ts';
import { following, partsOf } from './row-walk.ts';
import { storageOf } from './storage.ts';

/** Rows of one statement, if they are short, and at least as many are looked at for where it ends. */
const rowsPerStep = { most: 10_000, least: 100 };
/** Bytes of text that a statement looks through once, in some 20 ms of the embedded database. */
const bytesPerStep = 512 * 1024;
/** How much longer a comparison takes that folds letters: each of a text is looked for in several tables. */
const foldingWeight = 8;
/** As long as a single statement of a call may take. */
const longestMs = 10_000;

/** Comparisons that no index serves, by how much of one that reads the text they are. */
const weights: Readonly<Record<string, number>> = { $contains: 1, $endsWith: 1, $ne: 0.25, $nin: 0.25 };

/**
 * What a query asks of each row's text that no index knows: a comparison counts 1, one without regard to case 8. 0: an index, or
 * a look at short values, is enough, and one statement for all of the table.
 *
 * @param query as it was sent, and found to be one
 */
export function scanWeightOf(query: unknown): number {
  return Math.floor(weigh(query));
}

function weigh(query: unknown): number {
  if (Array.isArray(query)) return query.reduce<number>((sum, each) => sum + weigh(each), 0);
  if (typeof query !== 'object' || query === null) return 0;
  const entries = Object.entries(query);
  if ('$ci' in query && query.$ci === true) return foldingWeight * Math.max(entries.length - 1, 1);
  return entries.reduce((sum, [name, value]) => sum + (own(weights, name) ?? weigh(value)), 0);
}

/**
 * As `selectRows`, in statements that are short whatever the rows hold, with turns of others in between: the embedded database can do
 * nothing else while a statement runs. What is changed meanwhile may be seen before or after its change. Ends early when the
 * rows found are as heavy as an answer may be.
 *
 * @throws AppError Unavailable when it takes longer than a call may
 */
export async function scanRows(
  db: Queryable,
  table: RowTable,
  { condition, offset, limit, ...order }: Selection & { condition: Condition },
  weight: number,
): Promise<PageOfRows<StoredRow>> {
  const found: StoredRow[] = [];
  let passed = 0;
  let bytes = 0;
  let isFull = false;
  let truncated = false;
  const inOrder = sql`order by ${orderBy(order.sort, order.direction)}`;
  const columns = columnsOf(table);
  // Of the rows that do not match only the last goes out: the next statement begins behind it.
  const judge = async (rows: RawBuilder<unknown>): Promise<StoredRow | undefined> => {
    const step = await sql<StoredRow & { matches: boolean | null }>`select * from (
        select ${columns}, (${condition}) as matches, lead(1) over (${inOrder}) is null as ends from ${rows} as step
      ) as judged where matches or ends ${inOrder}`.execute(db);
    for (const row of step.rows) {
      if (!row.matches) continue;
      passed += 1;
      if (passed <= offset || isFull) continue;
      bytes += bytesOf(row);
      truncated = bytes > maxAnswerBytes && found.length > 0;
      isFull = truncated;
      if (truncated) break;
      found.push(row);
      isFull = found.length >= limit;
    }
    return isFull ? undefined : step.rows.at(-1);
  };
  await inSteps(table, order, weight, judge);
  return { rows: found, truncated };
}

/** How many rows a condition selects, found as `scanRows` does. */
export async function scanCount(db: Queryable, table: RowTable, condition: Condition, weight: number): Promise<number> {
  let count = 0;
  await inSteps(table, { sort: 'id', direction: 'asc' }, weight, async (rows) => {
    const step = await sql<{ matched: number; last: string | null }>`
      select count(*) filter (where ${condition})::int as matched, max(id) as last from ${rows} as step`.execute(db);
    const [{ matched, last } = { matched: 0, last: null }] = step.rows;
    count += matched;
    return last === null ? undefined : ({ id: last } as StoredRow);
  });
  return count;
}

/**
 * Has the rows of a table judged some at a time.
 *
 * @param judge gets a subquery of the next rows and resolves with the last of them; undefined ends the part
 */
async function inSteps(
  table: RowTable,
  order: Pick<Selection, 'sort' | 'direction'>,
  weight: number,
  judge: (rows: RawBuilder<unknown>) => Promise<StoredRow | undefined>,
): Promise<void> {
  const until = performance.now() + longestMs;
  const inOrder = sql`order by ${orderBy(order.sort, order.direction)}`;
  const columns = columnsOf(table);
  const bytes = Math.max(1, Math.floor(bytesPerStep / weight));
  const rows = Math.min(Math.max(Math.floor(bytes / leastRowBytes), rowsPerStep.least), rowsPerStep.most);
  for (const part of partsOf(order)) {
    for (let last: StoredRow | undefined; ; ) {
      if (performance.now() > until) {
        throw new AppError('Unavailable', 'The query takes too long for a table of this size');
      }
      const place = [sql`true`, part, last && following(order, last)].filter((each) => each !== undefined);
      last = await judge(sql`(
        select ${columns} from (
          select ${columns}, sum(bytes) over (${inOrder} rows unbounded preceding) - bytes as before from (
            select ${columns}, ${sizeOf(table)} as bytes from ${storageOf(table)}
            where ${sql.join(place, sql` and `)} ${inOrder} limit ${rows}
          ) as near
        ) as sized where before < ${bytes}
      )`);
      if (last === undefined) break;
    }
  }
}

function columnsOf({ columns }: RowTable): RawBuilder<unknown> {
  return sql.raw(['id', 'created_at', 'updated_at', ...columns.map(columnName)].join(', '));
}
