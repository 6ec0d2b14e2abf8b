import { type RawBuilder, type SqlBool, sql } from 'kysely';

/** A condition on the rows of whatever table the caller selects from. */
export type Condition = RawBuilder<SqlBool>;

/**
 * A query that has been read: tests of single values, joined. `test` is SQL that is true, false, or null where a value is
 * missing; null counts as "does not hold", also below `not`.
 */
export type QueryNode =
  | { readonly type: 'test'; readonly sql: Condition }
  | { readonly type: 'all' | 'any'; readonly of: readonly QueryNode[] }
  | { readonly type: 'not'; readonly of: QueryNode };

/** Holds for every row. */
export const everything: QueryNode = { type: 'all', of: [] };
/** Holds for no row. */
export const nothing: QueryNode = { type: 'any', of: [] };

/** One test, as SQL that may be null where a value is missing. */
export function test(condition: Condition): QueryNode {
  return { type: 'test', sql: condition };
}

/** All must hold; none given: holds. */
export function all(of: readonly QueryNode[]): QueryNode {
  return of.length === 1 && of[0] ? of[0] : { type: 'all', of };
}

/** One must hold; none given: does not hold. */
export function any(of: readonly QueryNode[]): QueryNode {
  return of.length === 1 && of[0] ? of[0] : { type: 'any', of };
}

/** Holds where the other does not, missing values included. */
export function not(of: QueryNode): QueryNode {
  return { type: 'not', of };
}

/**
 * The SQL of a query, for a `where`. A test that does not stand below a `not` is left bare, so that an index can serve it;
 * below one it is settled with `is not true`. The whole may be null instead of false: do not negate it, negate the tree.
 */
export function toCondition(node: QueryNode): Condition {
  return render(node, false);
}

/** Negation is carried down to the tests: SQL's third truth value would make a condition and its opposite both untrue. */
function render(node: QueryNode, negated: boolean): Condition {
  switch (node.type) {
    case 'test':
      return negated ? sql`(${node.sql}) is not true` : node.sql;
    case 'not':
      return render(node.of, !negated);
    default: {
      const isAnd = (node.type === 'all') !== negated;
      if (node.of.length === 0) return isAnd ? sql`true` : sql`false`;
      const parts = node.of.map((inner) => render(inner, negated));
      return sql`(${sql.join(parts, isAnd ? sql` and ` : sql` or `)})`;
    }
  }
}
