import { type RawBuilder, sql } from 'kysely';
import { countCharacters, cutText } from '../../kernel/text.ts';
import {
  booleanKind,
  type ColumnField,
  type Comparison,
  type Condition,
  compareText,
  type FieldKind,
  idKind,
  numberKind,
  type QueryLanguage,
  signOf,
  textKind,
  timestampKind,
} from '../../platform/query-language/index.ts';
import { columnName, type StoredColumn } from './columns.ts';
import { indexedLength } from './storage.ts';

/** What queries may ask of the rows of a table with these columns. */
export function languageOf(columns: readonly StoredColumn[]): QueryLanguage {
  return {
    things: 'the rows',
    fields: new Map<string, ColumnField>([
      ['id', { kind: idKind, column: sql.raw('id') }],
      ['createdAt', { kind: timestampKind, column: sql.raw('created_at') }],
      ['updatedAt', { kind: timestampKind, column: sql.raw('updated_at') }],
      ...columns.map((column): [string, ColumnField] => [
        column.name,
        { kind: kinds[column.dataType], column: sql.raw(columnName(column)) },
      ]),
    ]),
  };
}

/**
 * Text by the index on its first characters. Of an operand that is shorter than those, the index alone knows the answer; of a
 * longer one it leaves few rows to look at.
 */
const indexedTextKind: FieldKind<string> = {
  ...textKind,
  compare(column, comparison, operand, ignoreCase) {
    if (ignoreCase) return compareText(column, comparison, operand, true);
    const start = sql`left(${column}, ${sql.lit(indexedLength)})`;
    const isShort = countCharacters(operand) < indexedLength;
    switch (comparison) {
      case '$eq':
      case '$gt':
      case '$gte':
      case '$lt':
      case '$lte': {
        if (isShort) return sql`${start} ${signOf(comparison)} ${operand}::text`;
        const nearly = sql`${start} ${signOf(orEqual[comparison])} ${cutText(operand, indexedLength)}::text`;
        return sql`(${nearly} and ${column} ${signOf(comparison)} ${operand}::text)`;
      }
      case '$startsWith': {
        const nearly = startsWith(start, cutText(operand, indexedLength));
        return isShort ? nearly : sql`(${nearly} and ${compareText(column, comparison, operand, false)})`;
      }
      default:
        return compareText(column, comparison, operand, false);
    }
  },
};
const orEqual = { $eq: '$eq', $gt: '$gte', $gte: '$gte', $lt: '$lte', $lte: '$lte' } as const satisfies Partial<
  Record<Comparison, Comparison>
>;

/** As a range, for the index. */
function startsWith(text: RawBuilder<unknown>, prefix: string): Condition {
  const end = following(prefix);
  const from = sql<boolean>`${text} >= ${prefix}::text`;
  return end === undefined ? from : sql`(${from} and ${text} < ${end}::text)`;
}

/** The first text, by code points, that comes after all that begin with the prefix; undefined when there is none. */
function following(prefix: string): string | undefined {
  const characters = [...prefix];
  for (let last = characters.pop(); last !== undefined; last = characters.pop()) {
    const code = last.codePointAt(0) ?? 0;
    // The halves of surrogate pairs are no characters.
    if (code < 0x10ffff) return characters.join('') + String.fromCodePoint(code === 0xd7ff ? 0xe000 : code + 1);
  }
  return undefined;
}

const kinds = { string: indexedTextKind, number: numberKind, boolean: booleanKind };
