import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { invalid } from '../../kernel/errors.ts';
import { isId } from '../../kernel/ids.ts';
import { normalizeText } from '../../kernel/text.ts';
import { parseTimeText } from '../../kernel/time-text.ts';
import { foldCaseSql } from '../../platform/database/fold-case.ts';

/** A condition on the table `device`. */
export type Condition = RawBuilder<SqlBool>;
/** What a field can be compared with. */
export type Scalar = string | number | boolean | null;

/** How the values of one field are read and compared. */
export interface Kind {
  readonly read: (value: unknown, path: string) => Scalar;
  /** The names of the comparisons it offers. */
  readonly operators: ReadonlySet<string>;
  /** Whether `column operator value` holds; `value` is never null. */
  readonly compare: (column: RawBuilder<unknown>, operator: string, value: Scalar, ignoreCase: boolean) => Condition;
  /** Whether `column` is one of the values, none of which is null. */
  readonly equalsAny: (column: RawBuilder<unknown>, values: readonly Scalar[], ignoreCase: boolean) => Condition;
}

const equalities = ['$eq', '$ne', '$in', '$nin'];
const orders = ['$gt', '$lt', '$gte', '$lte'];
const orderSigns: Readonly<Record<string, string>> = { $gt: '>', $lt: '<', $gte: '>=', $lte: '<=' };

export const idKind: Kind = {
  operators: new Set(equalities),
  read(value, path) {
    if (value === null) return null;
    if (typeof value !== 'string' || !isId(value)) throw invalid(path, 'must be an id of 24 hex digits, or null');
    return value.toLowerCase();
  },
  compare: (column, _operator, value) => sql`${column} = ${value}`,
  equalsAny: (column, values) => sql`${column} = any(${[...values]}::text[])`,
};

export const textKind: Kind = {
  operators: new Set([...equalities, ...orders, '$startsWith', '$endsWith', '$contains', '$ci']),
  read(value, path) {
    if (value === null) return null;
    if (typeof value === 'object' || typeof value === 'undefined')
      throw invalid(path, 'must be text, a number, a boolean or null');
    return normalizeText(String(value));
  },
  compare(column, operator, value, ignoreCase) {
    const left = ignoreCase ? foldCaseSql(column) : column;
    const right = ignoreCase ? foldCaseSql(String(value)) : sql`${value}::text`;
    switch (operator) {
      case '$startsWith':
        return sql`starts_with(${left}, ${right})`;
      case '$endsWith':
        return sql`right(${left}, length(${right})) = ${right}`;
      case '$contains':
        return sql`position(${right} in ${left}) > 0`;
      case '$eq':
        return sql`${left} = ${right}`;
      default:
        return sql`${left} collate "C" ${sql.raw(orderSigns[operator] ?? '=')} ${right}`;
    }
  },
  equalsAny(column, values, ignoreCase) {
    const texts = sql`${[...values]}::text[]`;
    // The subquery depends on no row: the values are folded once.
    return ignoreCase
      ? sql`${foldCaseSql(column)} = any(array(select fold_case(listed) from unnest(${texts}) as listed))`
      : sql`${column} = any(${texts})`;
  },
};

/** What stands for a status in a query: the words that `setConnectionStatus` takes, or the numbers that answers have. */
export const connectionKind: Kind = {
  operators: new Set(equalities),
  read(value, path) {
    if (value === null) return null;
    if (value === 'connected' || value === 1 || value === '1' || value === true) return 'connected';
    if (value === 'disconnected' || value === 0 || value === '0' || value === false) return 'disconnected';
    throw invalid(path, 'must be connected, disconnected or null');
  },
  compare: textKind.compare,
  equalsAny: textKind.equalsAny,
};

export const timeKind: Kind = {
  operators: new Set([...equalities, ...orders]),
  read(value, path) {
    if (value === null) return null;
    const time =
      typeof value === 'number' ? value : typeof value === 'string' ? (parseTimeText(value) ?? Number.NaN) : Number.NaN;
    if (!(Math.abs(time) <= maxTime)) throw invalid(path, 'must be a time (ISO-8601 or ms since the epoch) or null');
    return Math.round(time);
  },
  compare: (column, operator, value) => sql`${column} ${sql.raw(orderSigns[operator] ?? '=')} ${value}::bigint`,
  equalsAny: (column, values) => sql`${column} = any(${[...values]}::bigint[])`,
};
/** The end of what `Date` can hold. */
const maxTime = 8.64e15;
