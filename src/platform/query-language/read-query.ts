import { type RawBuilder, sql } from 'kysely';
import { invalid } from '../../kernel/errors.ts';
import { containsUnstorableText, isExactNumber, parseJson } from '../../kernel/json-text.ts';
import { Budget } from './budget.ts';
import { type Comparison, type FieldKind, otherType } from './kinds.ts';
import { all, any, type Condition, everything, not, nothing, type QueryNode, test, toCondition } from './query-tree.ts';

/** Deeper or wider than any query a person writes; keeps the statement that it becomes in bounds. */
const maxDepth = 10;
const maxBranches = 100;
/** Names that a message lists. */
const maxNamesListed = 20;

/** A field with one value for each row. */
export interface ColumnField {
  // biome-ignore lint/suspicious/noExplicitAny: fields of every kind stand in one map; a kind reads what it compares
  readonly kind: FieldKind<any>;
  /** The SQL of the value. */
  readonly column: RawBuilder<unknown>;
  /**
   * A second condition that follows from a comparison and that an index serves where it does not serve the comparison
   * itself (an index on the first characters of a text, say). Undefined: none.
   */
  readonly narrow?: (comparison: Comparison, operand: never, ignoreCase: boolean) => Condition | undefined;
  /** What a comparison costs that more than the row's own columns decide (`Budget`); left out: as much as any other. */
  readonly cost?: number;
}

/** A field that reads what a query says of it by itself, such as tags. */
export interface SpecialField {
  readonly read: (value: unknown, path: string, budget: Budget) => QueryNode;
  /** As of a `ColumnField`; `read` spends it. */
  readonly cost?: number;
}

/** What queries may ask of one kind of thing. */
export interface QueryLanguage {
  /** Names as queries spell them. A map, since a name may be any word, `constructor` included. */
  readonly fields: ReadonlyMap<string, ColumnField | SpecialField>;
  /** For messages: "foo is not a field that <things> can be queried by". */
  readonly things: string;
  /** Values that all lists of a query may hold together; left out: 5,000. */
  readonly maxValues?: number;
}

/**
 * Reads a query: field conditions, all of which must hold, and `$and`, `$or`, `$nor` (resources.md, "Data tables").
 *
 * @param path how the query is called in the request, for messages
 * @throws AppError Validation naming the part of the query that breaks a rule
 */
export function readQuery(query: unknown, path: string, language: QueryLanguage): QueryNode {
  const costly = new Map([...language.fields].flatMap(([name, { cost }]) => (cost ? [[name, cost] as const] : [])));
  const budget = new Budget({ costly, maxValues: language.maxValues });
  const node = readObject(query, path, { language, budget, depth: 0 });
  // Only now: a text could be nested deeper than a walk can go, but not one that has been read.
  if (containsUnstorableText(query)) throw invalid(path, 'must not contain U+0000 or lone surrogates');
  return node;
}

/**
 * Turns a query into the condition that its rows meet, for a `where`. It may be null instead of false: to have the rows
 * that do not match, read the query and negate the tree (`toCondition(not(readQuery(…)))`).
 *
 * @param path how the query is called in the request, for messages
 * @throws AppError Validation naming the part of the query that breaks a rule
 */
export function compileQuery(query: unknown, path: string, language: QueryLanguage): Condition {
  return toCondition(readQuery(query, path, language));
}

/**
 * Refuses a query with an empty `$or`, which selects everything: whoever has built the list of what to delete or change, and found
 * nothing, does not mean that. What else is wrong with the query is left to whoever reads it.
 *
 * @throws AppError Validation naming the empty list
 */
export function refuseEmptyOr(query: unknown, path: string, depth = 0): void {
  if (!isObject(query) || depth > maxDepth) return;
  for (const [name, value] of Object.entries(query)) {
    if (!Array.isArray(value) || (name !== '$or' && name !== '$and' && name !== '$nor')) continue;
    if (name === '$or' && value.length === 0) {
      throw invalid(`${path}.$or`, 'must not be empty here: that selects everything, as {} does');
    }
    for (const [index, branch] of value.entries()) refuseEmptyOr(branch, `${path}.${name}[${index}]`, depth + 1);
  }
}

/** The query in a text of JSON, as it travels in a query string. */
export function parseQueryText(text: string, path: string): Readonly<Record<string, unknown>> {
  try {
    const query: unknown = parseJson(text);
    if (isObject(query)) return query;
  } catch {
    // Said below.
  }
  throw invalid(path, 'must be a JSON object');
}

interface Place {
  readonly language: QueryLanguage;
  readonly budget: Budget;
  readonly depth: number;
}

function readObject(query: unknown, path: string, place: Place): QueryNode {
  if (!isObject(query)) throw invalid(path, 'must be an object');
  if (place.depth > maxDepth) throw invalid(path, `is nested deeper than ${maxDepth} levels`);
  return all(Object.entries(query).map(([name, value]) => readEntry(name, value, path, place)));
}

function readEntry(name: string, value: unknown, path: string, { language, budget, depth }: Place): QueryNode {
  budget.spend(1, path);
  const at = `${path}.${name}`;
  if (name === '$and' || name === '$or' || name === '$nor') {
    if (!Array.isArray(value) || value.length > maxBranches) {
      throw invalid(at, `must be an array of at most ${maxBranches} queries`);
    }
    const branches = value.map((branch, index) =>
      readObject(branch, `${at}[${index}]`, { language, budget, depth: depth + 1 }),
    );
    if (name === '$and') return all(branches);
    // No alternatives at all say nothing: exports of the platform have `{"$or": []}` where everything is meant.
    if (branches.length === 0) return name === '$or' ? everything : nothing;
    return name === '$or' ? any(branches) : not(any(branches));
  }
  const field = language.fields.get(name);
  if (!field) throw invalid(at, `is not a field that ${language.things} can be queried by (${listNames(language)})`);
  if ('read' in field) return field.read(value, at, budget);
  const { kind, column, narrow, cost } = field;
  return readComparisons(kind, value, at, budget, {
    ...(cost ? { cost } : {}),
    holds(comparison, operand, ignoreCase) {
      if (operand === null) return test(sql`${column} is null`);
      const compared = test(kind.compare(column, comparison, operand, ignoreCase));
      const narrowed = narrow?.(comparison, operand as never, ignoreCase);
      return narrowed ? all([test(narrowed), compared]) : compared;
    },
    ...(kind.equalsAny && !narrow
      ? { holdsAny: (operands, ignoreCase) => test(kind.equalsAny?.(column, operands, ignoreCase) ?? sql`false`) }
      : {}),
  });
}

/** How the comparisons of one field are judged. */
export interface Comparisons<Operand> {
  /** The node for one comparison; null, which comes with `$eq` alone, asks for a missing value. */
  readonly holds: (comparison: Comparison, operand: Operand | null, ignoreCase: boolean) => QueryNode;
  /** The node for "is one of these", none of which is null; left out: each is compared by itself. */
  readonly holdsAny?: (operands: readonly Operand[], ignoreCase: boolean) => QueryNode;
  /** What each comparison, or list of values, costs on top of the condition itself. */
  readonly cost?: number;
}

/**
 * Reads what a query says of one field: a value that it must equal, or an object of operators. For special fields.
 */
export function readComparisons<Operand>(
  kind: FieldKind<Operand>,
  value: unknown,
  path: string,
  budget: Budget,
  { holds, holdsAny, cost = 0 }: Comparisons<Operand>,
): QueryNode {
  const compare = (comparison: Comparison, operand: Operand | null | typeof otherType, ignoreCase: boolean) => {
    budget.spend(cost, path);
    return operand === otherType ? nothing : holds(comparison, operand, ignoreCase);
  };
  const equals = (each: unknown, at: string, ignoreCase: boolean): QueryNode =>
    compare('$eq', readOperand(kind, each, at), ignoreCase);
  const isAmong = (values: readonly unknown[], at: string, ignoreCase: boolean): QueryNode => {
    if (!holdsAny) return any(values.map((each, index) => equals(each, `${at}[${index}]`, ignoreCase)));
    budget.spend(cost, path);
    const operands = values.map((each, index) => readOperand(kind, each, `${at}[${index}]`));
    const given = operands.filter((each): each is Operand => each !== null && each !== otherType);
    return any([
      ...(given.length > 0 ? [holdsAny(given, ignoreCase)] : []),
      ...(operands.includes(null) ? [holds('$eq', null, ignoreCase)] : []),
    ]);
  };
  if (!isObject(value)) return equals(value, path, false);
  const ignoreCase = value.$ci === true;
  const nodes = Object.entries(value).flatMap(([operator, operand]): QueryNode[] => {
    const at = `${path}.${operator}`;
    budget.spend(1, path);
    if (!kind.operators.has(operator)) {
      throw invalid(at, `is not supported; this field supports ${[...kind.operators].join(', ')}`);
    }
    switch (operator) {
      case '$ci':
        if (typeof operand !== 'boolean') throw invalid(at, 'must be true or false');
        return [];
      case '$in':
      case '$nin': {
        if (!Array.isArray(operand) || operand.length > maxBranches) {
          throw invalid(at, `must be an array of at most ${maxBranches} values`);
        }
        budget.spendValues(operand.length, at);
        const one = isAmong(operand, at, ignoreCase);
        return [operator === '$in' ? one : not(one)];
      }
      case '$eq':
        return [equals(operand, at, ignoreCase)];
      case '$ne':
        return [not(equals(operand, at, ignoreCase))];
      default: {
        const read = readOperand(kind, operand, at);
        if (read === null && kind.refusesNullOrder) throw invalid(at, 'must not be null');
        return [read === null ? nothing : compare(operator as Comparison, read, ignoreCase)];
      }
    }
  });
  if (nodes.length === 0) throw invalid(path, 'must have a comparison');
  return all(nodes);
}

function readOperand<Operand>(kind: FieldKind<Operand>, value: unknown, path: string) {
  if (typeof value === 'object' && value !== null && !isExactNumber(value)) {
    throw invalid(path, 'must be text, a number, true, false or null');
  }
  return kind.read(value, path);
}

function listNames({ fields }: QueryLanguage): string {
  const names = [...fields.keys()];
  return names.length <= maxNamesListed ? names.join(', ') : `${names.slice(0, maxNamesListed).join(', ')}, ...`;
}

/** Whether a value of JSON is an object, and not a number that is kept as one. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isExactNumber(value);
}
