import { t } from '../words/words.ts';
import { type Columns, type Line, toNumber } from './columns.ts';

/** Which lines of many are worth a look: those of the largest or smallest means over the range. */
export const ranks = {
  top5: { label: t('The 5 largest'), count: 5, order: -1 },
  top10: { label: t('The 10 largest'), count: 10, order: -1 },
  bottom5: { label: t('The 5 smallest'), count: 5, order: 1 },
  bottom10: { label: t('The 10 smallest'), count: 10, order: 1 },
} as const;
/** Which lines are picked, as the address of the page names it. */
export type Rank = keyof typeof ranks;

/**
 * Of each attribute the lines with the largest, or smallest, mean of their values, in that order. Lines without a number are
 * left out; what is true or false counts as 1 and 0.
 */
export function pickRanked({ times, lines }: Columns, rank: Rank): Columns {
  const { count, order } = ranks[rank];
  const attributes = [...new Set(lines.map(({ attribute }) => attribute))];
  const picked = attributes.flatMap((attribute) =>
    lines
      .filter((line) => line.attribute === attribute)
      .map((line) => ({ line, mean: meanOf(line) }))
      .filter((each): each is { line: Line; mean: number } => each.mean !== undefined)
      .sort((a, b) => order * (a.mean - b.mean) || a.line.deviceName.localeCompare(b.line.deviceName))
      .slice(0, count)
      .map(({ line }) => line),
  );
  return { times, lines: picked };
}

function meanOf({ values }: Line): number | undefined {
  let sum = 0;
  let count = 0;
  for (const value of values) {
    const number = toNumber(value);
    if (number === null) continue;
    sum += number;
    count += 1;
  }
  return count === 0 ? undefined : sum / count;
}
