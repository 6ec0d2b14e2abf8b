import { weigh } from '../../kernel/weight.ts';
import type { Queryable } from '../../platform/database/database.ts';
import { readHeavily } from '../../platform/database/heavy-reads.ts';
import { maxAnswerBytes } from '../../platform/database/read-portions.ts';
import { areAllThatFit, type RowTable, type Selection, type StoredRow, selectRows } from './row-store.ts';

/** Of heavy rows so much is read at once, with turns of others in between. */
const portionBytes = 1024 * 1024;

/** Rows of one answer; truncated: some that were asked for are left out. */
export interface PageOfRows<Row> {
  readonly rows: Row[];
  readonly truncated: boolean;
}

/**
 * As `selectRows`, but ends early when the rows weigh more than an answer may (semantics.md, "Conventions"). What fits in a portion
 * costs one statement; `db` must not be a transaction, because heavy portions wait for their turn.
 */
export async function readRows(db: Queryable, table: RowTable, selection: Selection): Promise<PageOfRows<StoredRow>> {
  const rows: StoredRow[] = [];
  let bytes = 0;
  while (rows.length < selection.limit) {
    const { offset, limit } = selection;
    const question = { ...selection, offset: offset + rows.length, limit: limit - rows.length };
    const read = () => selectRows(db, table, question, portionBytes);
    const portion = rows.length === 0 ? await read() : await readHeavily(read);
    for (const row of portion) {
      bytes += weigh(row);
      if (bytes > maxAnswerBytes && rows.length > 0) return { rows, truncated: true };
      rows.push(row);
    }
    if (portion.length < question.limit && areAllThatFit(portion, portionBytes)) break;
  }
  return { rows, truncated: false };
}
