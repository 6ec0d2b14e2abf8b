import { type RawBuilder, sql } from 'kysely';
import { invalid } from '../../kernel/errors.ts';
import { isId, normalizeId } from '../../kernel/ids.ts';
import { asNumber, isExactNumber } from '../../kernel/json-text.ts';
import { normalizeText } from '../../kernel/text.ts';
import { parseTimeText } from '../../kernel/time-text.ts';
import { foldCaseSql } from '../database/fold-case.ts';
import type { Condition } from './query-tree.ts';

/** The comparisons that a kind writes as SQL; `$ne`, `$in` and `$nin` follow from `$eq`. */
export type Comparison = '$eq' | '$gt' | '$gte' | '$lt' | '$lte' | '$startsWith' | '$endsWith' | '$contains';
export type Operator = Comparison | '$ne' | '$in' | '$nin' | '$ci';

/** What a kind's `read` returns for a value of another type, which no row has. */
export const otherType = Symbol('a value of another type');

/** How the values of a field are read and compared. */
export interface FieldKind<Operand = unknown> {
  readonly operators: ReadonlySet<string>;
  /**
   * The operand for a value of a query; null stays null.
   *
   * @throws AppError Validation, naming `path`, for a value that cannot be meant
   */
  readonly read: (value: unknown, path: string) => Operand | null | typeof otherType;
  /** Whether `column` compares so with the operand; null where the column is. */
  readonly compare: (
    column: RawBuilder<unknown>,
    comparison: Comparison,
    operand: Operand,
    ignoreCase: boolean,
  ) => Condition;
  /** Whether `column` is one of the operands, as one comparison; left out: each is compared by itself. */
  readonly equalsAny?: (column: RawBuilder<unknown>, operands: readonly Operand[], ignoreCase: boolean) => Condition;
  /** Whether an order or a part of null is an error; left out: it matches nothing. */
  readonly refusesNullOrder?: boolean;
}

const equalities = ['$eq', '$ne', '$in', '$nin'];
const orders = ['$gt', '$gte', '$lt', '$lte'];
const signs: Readonly<Partial<Record<Comparison, string>>> = {
  $eq: '=',
  $gt: '>',
  $gte: '>=',
  $lt: '<',
  $lte: '<=',
};
/** Operators of a kind whose values are only equal or not. */
export const equalityOperators: ReadonlySet<string> = new Set(equalities);
/** Operators of a kind whose values have an order. */
export const orderOperators: ReadonlySet<string> = new Set([...equalities, ...orders]);
/** Operators of text. */
export const textOperators: ReadonlySet<string> = new Set([
  ...equalities,
  ...orders,
  '$startsWith',
  '$endsWith',
  '$contains',
  '$ci',
]);

/** The SQL operator of an equality or order. */
export function signOf(comparison: Comparison): RawBuilder<unknown> {
  const sign = signs[comparison];
  if (!sign) throw new Error(`${comparison} is no order`);
  return sql.raw(sign);
}

/** Compares text by code points, or without regard to case by `foldCase`. For kinds of text. */
export function compareText(
  column: RawBuilder<unknown>,
  comparison: Comparison,
  operand: string,
  ignoreCase: boolean,
): Condition {
  const left = ignoreCase ? foldCaseSql(column) : column;
  const right = ignoreCase ? foldCaseSql(operand) : sql`${operand}::text`;
  switch (comparison) {
    case '$startsWith':
      return sql`starts_with(${left}, ${right})`;
    case '$endsWith':
      return sql`right(${left}, length(${right})) = ${right}`;
    case '$contains':
      return sql`position(${right} in ${left}) > 0`;
    case '$eq':
      return sql`${left} = ${right}`;
    default:
      return sql`${left} collate "C" ${signOf(comparison)} ${right}`;
  }
}

/** Whether the text is one of these, compared as `compareText` does. */
export function textEqualsAny(
  column: RawBuilder<unknown>,
  operands: readonly string[],
  ignoreCase: boolean,
): Condition {
  const texts = sql`${[...operands]}::text[]`;
  // The subquery depends on no row: the operands are folded once.
  return ignoreCase
    ? sql`${foldCaseSql(column)} = any(array(select fold_case(listed) from unnest(${texts}) as listed))`
    : sql`${column} = any(${texts})`;
}

/** Text as it was written, by exact characters. */
export const textKind: FieldKind<string> = {
  operators: textOperators,
  read: (value) => (value === null || typeof value === 'string' ? value : otherType),
  compare: compareText,
  equalsAny: textEqualsAny,
};

/** Text that is stored in its normal form, such as names and subjects. */
export const normalizedTextKind: FieldKind<string> = {
  ...textKind,
  read: (value) => (value === null ? null : typeof value === 'string' ? normalizeText(value) : otherType),
};

/** Numbers of a column `double precision`. */
export const numberKind: FieldKind<number> = {
  operators: orderOperators,
  read(value, path) {
    const number = asNumber(value);
    // Rounded, it would be another one, and find what was not asked for.
    if (isExactNumber(number)) throw invalid(path, 'must not be a number that a double cannot hold');
    return number === null || typeof number === 'number' ? number : otherType;
  },
  compare: (column, comparison, operand) => sql`${column} ${signOf(comparison)} ${operand}::double precision`,
  equalsAny: (column, operands) => sql`${column} = any(${[...operands]}::double precision[])`,
};

/** Booleans; false comes before true. */
export const booleanKind: FieldKind<boolean> = {
  operators: orderOperators,
  read: (value) => (value === null || typeof value === 'boolean' ? value : otherType),
  compare: (column, comparison, operand) => sql`${column} ${signOf(comparison)} ${operand}::boolean`,
};

/** Ids of 24 hex digits, in either case. Nothing else can be meant: whoever sends a name or a slip of the pen learns so. */
export const idKind: FieldKind<string> = {
  operators: equalityOperators,
  read(value, path) {
    if (value === null) return null;
    if (typeof value !== 'string' || !isId(value)) throw invalid(path, 'must be an id of 24 hex digits, or null');
    return normalizeId(value);
  },
  compare: (column, _comparison, operand) => sql`${column} = ${operand}::text`,
  equalsAny: textEqualsAny,
};

/** What `timestamptz` and `Date` both hold; no time that is stored lies outside. */
const firstTime = -62_135_596_800_000;
const lastTime = 253_402_300_799_999;

/** Reads ISO-8601 (and the other forms of time-text.ts) or ms since the epoch. */
export function readTime(value: unknown, path: string): number | null | typeof otherType {
  if (value === null) return null;
  if (typeof value !== 'number' && typeof value !== 'string') return otherType;
  const time = typeof value === 'number' ? value : parseTimeText(value);
  if (time === undefined) throw invalid(path, 'must be a time (ISO-8601 or ms since the epoch)');
  return Math.min(Math.max(Math.round(time), firstTime), lastTime);
}

/** Times of a column `timestamptz` that holds whole milliseconds, as those written from a `Date` do. */
export const timestampKind: FieldKind<number> = {
  operators: orderOperators,
  read: readTime,
  compare: (column, comparison, operand) =>
    sql`${column} ${signOf(comparison)} ${new Date(operand).toISOString()}::timestamptz`,
};

/** Words of a column of text that have an order of their own, lowest first, as the levels of an event have. */
export function rankedKind(words: readonly string[]): FieldKind<string> {
  const listed = words.join(', ');
  return {
    operators: orderOperators,
    read(value, path) {
      if (value === null) return null;
      if (typeof value !== 'string') return otherType;
      if (!words.includes(value)) throw invalid(path, `must be one of ${listed}`);
      return value;
    },
    compare(column, comparison, operand) {
      const rank = words.indexOf(operand);
      const holds: Readonly<Partial<Record<Comparison, (other: number) => boolean>>> = {
        $eq: (other) => other === rank,
        $gt: (other) => other > rank,
        $gte: (other) => other >= rank,
        $lt: (other) => other < rank,
        $lte: (other) => other <= rank,
      };
      const matching = words.filter((_word, other) => holds[comparison]?.(other));
      return sql`${column} = any(${matching}::text[])`;
    },
  };
}
