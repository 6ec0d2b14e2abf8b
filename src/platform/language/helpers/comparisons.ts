import { includes } from '../conversions.ts';
import { isEqual, relation } from '../expression-operators.ts';
import type { Helper } from '../helper.ts';
import { matchesPattern } from '../patterns.ts';

function comparison(holds: (left: unknown, right: unknown) => boolean): Helper {
  return { isBlock: true, call: ([left, right]) => holds(left, right) };
}

/** `#eq` and its like as blocks; in a mustache their result is a boolean. */
export const comparisonHelpers: readonly [string, Helper][] = [
  ['eq', comparison(isEqual)],
  ['ne', comparison((left, right) => !isEqual(left, right))],
  ['lt', comparison(relation((left, right) => left < right))],
  ['lte', comparison(relation((left, right) => left <= right))],
  ['gt', comparison(relation((left, right) => left > right))],
  ['gte', comparison(relation((left, right) => left >= right))],
  ['includes', comparison(includes)],
  ['match', { isBlock: true, call: ([text, pattern], { run }) => matchesPattern(text, pattern, run) }],
];
