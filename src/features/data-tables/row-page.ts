import { weigh } from '../../kernel/weight.ts';
import type { Queryable } from '../../platform/database/database.ts';
import { readHeavily } from '../../platform/database/heavy-reads.ts';
import { maxAnswerBytes } from '../../platform/database/read-portions.ts';
import { scanCount, scanRows, scanWeightOf } from './row-scan.ts';
import {
  areAllThatFit,
  countRows,
  type PageOfRows,
  type RowTable,
  type Selection,
  type StoredRow,
  selectFewRows,
  selectRows,
} from './row-store.ts';

/** Of heavy rows so much is read at once, with turns of others in between. */
const portionBytes = 1024 * 1024;

/** A page, and how many rows its query selects in all. */
export interface CountedPage<Row> extends PageOfRows<Row> {
  readonly totalCount: number;
}

/**
 * The rows that a selection selects, by the query that it was read from. Ends early when they weigh more than an answer may
 * (semantics.md, "Conventions"). Where few rows match and they are light, all of it is one statement. `db` must not be a transaction,
 * because heavy portions wait for their turn.
 *
 * @throws AppError Unavailable when it takes longer than a call may
 */
export async function readPage(
  db: Queryable,
  table: RowTable,
  selection: Selection,
  query: unknown,
): Promise<PageOfRows<StoredRow>> {
  return (await readFew(db, table, selection, query)) ?? readMany(db, table, selection, query);
}

/** As `readPage`, and how many rows match. */
export async function readCountedPage(
  db: Queryable,
  table: RowTable,
  selection: Selection,
  query: unknown,
): Promise<CountedPage<StoredRow>> {
  const few = await readFew(db, table, selection, query);
  if (few) return few;
  const { condition } = selection;
  const weight = scanWeightOf(query);
  const [page, totalCount] = await Promise.all([
    readMany(db, table, selection, query),
    condition && weight > 0 ? scanCount(db, table, condition, weight) : countRows(db, table, condition),
  ]);
  return { ...page, totalCount };
}

/** Undefined where many rows match, or no index tells which. */
async function readFew(
  db: Queryable,
  table: RowTable,
  selection: Selection,
  query: unknown,
): Promise<CountedPage<StoredRow> | undefined> {
  const { condition } = selection;
  if (condition === undefined || scanWeightOf(query) > 0) return undefined;
  const few = await selectFewRows(db, table, { ...selection, condition }, portionBytes);
  if (!few) return undefined;
  const page = await readRows(db, table, { ...selection, isNarrow: true }, few.rows);
  return { ...page, totalCount: few.matches };
}

function readMany(
  db: Queryable,
  table: RowTable,
  selection: Selection,
  query: unknown,
): Promise<PageOfRows<StoredRow>> {
  const { condition } = selection;
  const weight = scanWeightOf(query);
  return condition && weight > 0
    ? scanRows(db, table, { ...selection, condition }, weight)
    : readRows(db, table, selection);
}

/**
 * As `selectRows`, but ends early when the rows weigh more than an answer may. What fits in a portion costs one statement.
 *
 * @param first the first portion, where it has been read
 */
async function readRows(
  db: Queryable,
  table: RowTable,
  selection: Selection,
  first?: readonly StoredRow[],
): Promise<PageOfRows<StoredRow>> {
  const rows: StoredRow[] = [];
  let bytes = 0;
  while (rows.length < selection.limit) {
    const { offset, limit } = selection;
    const question = { ...selection, offset: offset + rows.length, limit: limit - rows.length };
    const read = () => selectRows(db, table, question, portionBytes);
    const portion = rows.length === 0 ? (first ?? (await read())) : await readHeavily(read);
    for (const row of portion) {
      bytes += weigh(row);
      if (bytes > maxAnswerBytes && rows.length > 0) return { rows, truncated: true };
      rows.push(row);
    }
    if (portion.length < question.limit && areAllThatFit(portion, portionBytes)) break;
  }
  return { rows, truncated: false };
}
