/**
 * The query language of the API: JSON that says which rows are meant, for devices, events and rows of data tables
 * (resources.md, "Data tables"; semantics.md, "Devices and their state").
 *
 * To use it, declare once what may be asked, and turn each query into the condition of a `where`:
 *
 * ```ts
 * const language: QueryLanguage = {
 *   things: 'events',
 *   fields: new Map<string, ColumnField | SpecialField>([
 *     ['id', { kind: idKind, column: sql`event.id` }],
 *     ['level', { kind: rankedKind(['info', 'warning', 'error', 'critical']), column: sql`event.level` }],
 *     ['subject', { kind: normalizedTextKind, column: sql`event.subject` }],
 *     ['creationDate', { kind: timestampKind, column: sql`event.created_at` }],
 *     ['eventTags', tagsField((tag) => sql`event.tags @> ${JSON.stringify([tag])}::jsonb`)],
 *   ]),
 * };
 * const condition = compileQuery(body, 'query', language);
 * db.selectFrom('event').where(condition)
 * ```
 *
 * Operators: `$eq $ne $gt $gte $lt $lte $in $nin $startsWith $endsWith $contains`, `$ci: true` beside them to ignore case;
 * which of them a field has is its kind's. A missing value equals null and nothing else, and has no order; `$ne` and `$nin`
 * are the opposites of `$eq` and `$in`, so a missing value matches them. What the ready kinds do with a value of another
 * type: it matches nothing but `$ne` and `$nin`. Text is compared by code points. There are no patterns: each comparison
 * takes time linear in the text.
 *
 * `{"$or": []}` and `{"$and": []}` select everything, `{"$nor": []}` nothing, as exports of the platform mean them.
 *
 * A query is at most 10 levels deep, with 100 branches or values in a list and 5,000 listed values in all (or what the language
 * says), and costs at most 500: a condition counts 1, or what its field says that it costs. Every refusal is a 400 that names the place (`query.$or[2].level.$gt`). Values are always bound as parameters.
 *
 * What is a column of one value per row needs a kind and its SQL; tests outside of `$ne`, `$nin` and `$nor` reach SQL as
 * `column operator $1`, so an index on the column serves them (order is by `collate "C"`). Anything else is a `SpecialField`.
 */
export { Budget } from './budget.ts';
export {
  booleanKind,
  type Comparison,
  compareText,
  equalityOperators,
  type FieldKind,
  idKind,
  normalizedTextKind,
  numberKind,
  orderOperators,
  otherType,
  rankedKind,
  signOf,
  textEqualsAny,
  textKind,
  textOperators,
  timestampKind,
} from './kinds.ts';
export { all, any, type Condition, everything, not, nothing, type QueryNode, test, toCondition } from './query-tree.ts';
export {
  type ColumnField,
  type Comparisons,
  compileQuery,
  isObject,
  parseQueryText,
  type QueryLanguage,
  readComparisons,
  readQuery,
  refuseEmptyOr,
  type SpecialField,
} from './read-query.ts';
export { tagsField, type WantedTag } from './tags-field.ts';
