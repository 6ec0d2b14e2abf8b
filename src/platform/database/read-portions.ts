import { weigh } from '../../kernel/weight.ts';
import { readHeavily } from './heavy-reads.ts';

/** What the rows of one answer may weigh (semantics.md, "Conventions"); a single row that weighs more is answered alone. */
export const maxAnswerBytes = 8 * 1024 * 1024;

/** Few enough that they are no burden should each be as large as a body may be. */
const firstPortion = 8;
const maxPortion = 256;
/** Rows that weigh so much on average, as far as they are known, are heavy: they are read in turns, and in portions of this size. */
const heavyRowBytes = 16 * 1024;
const portionBytes = 1024 * 1024;

/**
 * Reads the rows of one answer in portions, and stops when they have become as heavy as an answer may be. What fits in a
 * small portion costs one statement; heavy rows are read a few at a time, so that everybody else gets on in between.
 *
 * @param limit rows that were asked for
 * @param read reads at most `limit` rows, leaving out the first `offset` of the question, always in the same order
 * @returns `complete` when no row follows, `truncated` when rows that were asked for are left out
 */
export async function readPortions<Row>(
  limit: number,
  read: (portion: { offset: number; limit: number }) => Promise<Row[]>,
): Promise<{ rows: Row[]; complete: boolean; truncated: boolean }> {
  const rows: Row[] = [];
  let bytes = 0;
  for (let size = firstPortion; rows.length < limit; size = Math.min(size * 4, maxPortion)) {
    const mean = rows.length === 0 ? 0 : bytes / rows.length;
    const isHeavy = mean > heavyRowBytes;
    if (isHeavy) size = Math.min(size, Math.max(1, Math.floor(portionBytes / mean)));
    const wanted = Math.min(size, limit - rows.length);
    const question = { offset: rows.length, limit: wanted };
    const portion = isHeavy ? await readHeavily(() => read(question)) : await read(question);
    for (const row of portion) {
      bytes += weigh(row);
      if (bytes > maxAnswerBytes && rows.length > 0) return { rows, complete: false, truncated: true };
      rows.push(row);
    }
    if (portion.length < wanted) return { rows, complete: true, truncated: false };
  }
  return { rows, complete: false, truncated: false };
}
