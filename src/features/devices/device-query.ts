import { type RawBuilder, sql } from 'kysely';
import { invalid } from '../../kernel/errors.ts';
import { containsUnstorableText, isExactNumber, parseJson } from '../../kernel/json-text.ts';
import { countCharacters, normalizeText } from '../../kernel/text.ts';
import { costlyCondition, QueryBudget } from './query-budget.ts';
import { type Condition, connectionKind, idKind, type Kind, type Scalar, textKind, timeKind } from './query-kinds.ts';

export type { Condition } from './query-kinds.ts';

/** An advanced device query as it arrives: field conditions, all of which must hold, and `$and`, `$or`, `$nor`. */
export type DeviceQuery = Readonly<Record<string, unknown>>;

/** Deeper and wider than any query a person writes. */
const maxDepth = 10;
const maxBranches = 100;

/**
 * Turns an advanced device query (the client's schema `advancedDeviceQuery`) into a condition on the table `device`. A field that is not set equals
 * `null` and nothing else; `$ne` and `$nin` are the opposite of `$eq` and `$in`, so they also match what is not set.
 *
 * @param field how the query is called in the request, for messages
 * @param applicationRowId whose devices are asked for; the condition alone does not narrow to them
 * @throws AppError Validation naming the part of the query that breaks a rule
 */
export function compileDeviceQuery(query: unknown, field: string, applicationRowId: number): Condition {
  const budget = new QueryBudget(field);
  const condition = compileObject(query, field, { depth: 0, budget, applicationRowId });
  // Only now: a text could be nested deeper than a walk can go, but not one that has compiled.
  if (containsUnstorableText(query)) throw invalid(field, 'must not contain U+0000 or lone surrogates');
  return condition;
}

/** Refuses a query that `compileDeviceQuery` would refuse, before it is put by for later. */
export function checkDeviceQuery(query: unknown, field: string): void {
  compileDeviceQuery(query, field, 0);
}

/** As `compileDeviceQuery`, for a query that travels as JSON text in the query string. */
export function parseDeviceQuery(text: string, field: string): DeviceQuery {
  try {
    const query: unknown = parseJson(text);
    if (isObject(query)) return query;
  } catch {
    // Said below.
  }
  throw invalid(field, 'must be a JSON object');
}

interface Place {
  readonly depth: number;
  readonly budget: QueryBudget;
  readonly applicationRowId: number;
}

function compileObject(query: unknown, path: string, place: Place): Condition {
  const { depth, budget } = place;
  if (!isObject(query)) throw invalid(path, 'must be an object');
  if (depth > maxDepth) throw invalid(path, `is nested deeper than ${maxDepth} levels`);
  const conditions = Object.entries(query).map(([name, value]): Condition => {
    budget.spend(1);
    const at = `${path}.${name}`;
    if (name === '$and' || name === '$or' || name === '$nor') {
      if (!Array.isArray(value) || value.length > maxBranches) {
        throw invalid(at, `must be an array of at most ${maxBranches} queries`);
      }
      budget.spendValues(value.length);
      const branches = value.map((branch, index) =>
        compileObject(branch, `${at}[${index}]`, { ...place, depth: depth + 1 }),
      );
      if (name === '$and') return joinConditions(branches, 'and');
      const any = joinConditions(branches, 'or');
      return name === '$or' ? any : negate(any);
    }
    const compile = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (!compile)
      throw invalid(at, `is not a field that devices can be queried by (${Object.keys(fields).join(', ')})`);
    return compile(value, at, place);
  });
  return joinConditions(conditions, 'and');
}

function joinConditions(conditions: readonly Condition[], word: 'and' | 'or'): Condition {
  if (conditions.length === 0) return word === 'and' ? sql`true` : sql`false`;
  return sql`(${sql.join([...conditions], word === 'and' ? sql` and ` : sql` or `)})`;
}

/** SQL's third truth value would make a condition and its opposite both untrue. */
function settle(condition: Condition): Condition {
  return sql`coalesce(${condition}, false)`;
}

function negate(condition: Condition): Condition {
  return sql`not ${condition}`;
}

type CompileField = (value: unknown, path: string, place: Place) => Condition;

/** How the comparisons of one field become SQL. No value is null but where that is said. */
interface Comparisons {
  readonly isNull: Condition;
  holds(operator: string, value: Scalar, ignoreCase: boolean): Condition;
  holdsAny(values: readonly Scalar[], ignoreCase: boolean): Condition;
  /** What each comparison costs on top of the condition itself. */
  readonly cost?: number;
}

/** A field with one value for each device. */
function column(kind: Kind, expression: RawBuilder<unknown>, cost = 0): CompileField {
  const comparisons: Comparisons = {
    isNull: sql`${expression} is null`,
    holds: (operator, value, ignoreCase) => settle(kind.compare(expression, operator, value, ignoreCase)),
    holdsAny: (values, ignoreCase) => settle(kind.equalsAny(expression, values, ignoreCase)),
    cost,
  };
  return (value, path, { budget }) => compileField(kind, value, path, { budget, comparisons });
}

/** Reads what a query says of one field. */
function compileField(
  kind: Kind,
  value: unknown,
  path: string,
  { budget, comparisons }: { budget: QueryBudget; comparisons: Comparisons },
): Condition {
  const { isNull, cost = 0 } = comparisons;
  const holds = (operator: string, operand: Scalar, ignoreCase: boolean): Condition => {
    budget.spend(cost);
    return operand === null ? isNull : comparisons.holds(operator, operand, ignoreCase);
  };
  if (!isObject(value)) return holds('$eq', kind.read(value, path), false);
  const ignoreCase = value.$ci === true;
  const conditions = Object.entries(value).flatMap(([operator, operand]): Condition[] => {
    const at = `${path}.${operator}`;
    if (!kind.operators.has(operator)) {
      throw invalid(at, `is not supported; this field supports ${[...kind.operators].join(', ')}`);
    }
    if (operator === '$ci') {
      if (typeof operand !== 'boolean') throw invalid(at, 'must be true or false');
      return [];
    }
    budget.spend(1);
    if (operator === '$in' || operator === '$nin') {
      if (!Array.isArray(operand) || operand.length > maxBranches) {
        throw invalid(at, `must be an array of at most ${maxBranches} values`);
      }
      budget.spendValues(operand.length);
      budget.spend(cost);
      const values = operand.map((each, index) => kind.read(each, `${at}[${index}]`));
      const given = values.filter((each) => each !== null);
      const any = joinConditions(
        [
          ...(given.length > 0 ? [comparisons.holdsAny(given, ignoreCase)] : []),
          ...(given.length < values.length ? [isNull] : []),
        ],
        'or',
      );
      return [operator === '$in' ? any : negate(any)];
    }
    const read = kind.read(operand, at);
    if (operator === '$ne') return [negate(holds('$eq', read, ignoreCase))];
    if (read === null && operator !== '$eq') throw invalid(at, 'must not be null');
    return [holds(operator, read, ignoreCase)];
  });
  if (conditions.length === 0) throw invalid(path, 'must have a comparison');
  return joinConditions(conditions, 'and');
}

/** Whether any of the device's attributes has such a name; null: whether it has none. */
const compileAttributeName: CompileField = (value, path, { budget }) => {
  const active = sql`jsonb_array_elements(device.attributes) as attribute where attribute->>'retired' is distinct from 'true'`;
  const name = sql`attribute->>'name'`;
  const comparisons: Comparisons = {
    isNull: sql`not exists (select from ${active})`,
    holds: (operator, operand, ignoreCase) =>
      sql`exists (select from ${active} and ${textKind.compare(name, operator, operand, ignoreCase)})`,
    holdsAny: (values, ignoreCase) =>
      sql`exists (select from ${active} and ${textKind.equalsAny(name, values, ignoreCase)})`,
    cost: costlyCondition,
  };
  return compileField(textKind, value, path, { budget, comparisons });
};

/** Whether the device is below that one in the tree of system devices, at any depth; null: whether it is below none. */
const compileAncestor: CompileField = (value, path, { budget, applicationRowId }) => {
  // Depends on no row of the outer query, so the database gathers the devices below once. It goes from parents to children
  // by their index, whatever it believes of the table: `+ 0` and `offset 0` leave it no other way.
  const holdsAny = (ancestors: readonly Scalar[]): Condition =>
    sql`device.device_row_id in (with recursive below as (
        select child.device_row_id, child.id from device as child
          where child.parent_id = any(${[...ancestors]}::text[])
            and child.application_row_id + 0 = ${applicationRowId} and child.deleted_at is null
        union
        select child.device_row_id, child.id from below cross join lateral (
          select device_row_id, id from device as next
            where next.parent_id = below.id and next.application_row_id + 0 = ${applicationRowId}
              and next.deleted_at is null
            offset 0) as child
      ) select device_row_id from below)`;
  const comparisons: Comparisons = {
    isNull: sql`device.parent_id is null`,
    holds: (_operator, ancestor) => holdsAny([ancestor]),
    holdsAny,
    cost: costlyCondition,
  };
  return compileField(idKind, value, path, { budget, comparisons });
};

/** `{key: value}` for one tag or more, or `{$tagKey, $tagValue}` where either half may be missing. */
function compileTags(value: unknown, path: string, place: Place): Condition {
  if (isObject(value) && Object.keys(value).length === 1) {
    place.budget.spend(1);
    if ('$eq' in value) return compileTags(value.$eq, `${path}.$eq`, place);
    if ('$ne' in value) return negate(compileTags(value.$ne, `${path}.$ne`, place));
  }
  if (!isObject(value)) throw invalid(path, 'must be an object');
  const entries = Object.entries(value);
  place.budget.spend(entries.length);
  const wrong = entries.find(([, text]) => typeof text !== 'string' || countCharacters(text) > 255);
  if (wrong) throw invalid(`${path}.${wrong[0]}`, 'must be text of at most 255 characters');
  const { $tagKey: key, $tagValue: tagValue, ...rest } = value as Record<string, string>;
  if (key !== undefined || tagValue !== undefined) {
    if (Object.keys(rest).length > 0) throw invalid(path, 'must have either $tagKey and $tagValue, or tags');
    const pattern = { ...(key === undefined ? {} : { key }), ...(tagValue === undefined ? {} : { value: tagValue }) };
    return hasTag(pattern);
  }
  if (entries.length > maxBranches) throw invalid(path, `must not have more than ${maxBranches} tags`);
  for (const name of Object.keys(rest)) {
    if (!/^[0-9a-zA-Z_-]{1,255}$/.test(name)) throw invalid(`${path}.${name}`, 'is not a tag key');
  }
  return joinConditions(
    Object.entries(rest).map(([tag, text]) => hasTag({ key: tag, value: text })),
    'and',
  );
}

/** Whether the device has a tag like this; the half that is missing matches anything. */
export function hasTag(pattern: { key?: string; value?: string }): Condition {
  const { key, value } = pattern;
  const wanted = value === undefined ? { key } : { key, value: normalizeText(value) };
  return sql`device.tags @> ${JSON.stringify([wanted])}::jsonb`;
}

/** When the device last came, or went, in epoch ms. */
function lastChange(connected: boolean): RawBuilder<unknown> {
  return sql`(select log.time from device_connection_history as log
    where log.device_row_id = device.device_row_id and log.connected = ${connected} order by log.time desc limit 1)`;
}

const milliseconds = (name: string): RawBuilder<unknown> =>
  sql`floor(extract(epoch from ${sql.ref(`device.${name}`)}) * 1000)::bigint`;
/** No device belongs to an experience's user or group yet. */
const nothing = sql`null::text`;

const fields: Readonly<Record<string, CompileField>> = {
  id: column(idKind, sql`device.id`),
  name: column(textKind, sql`device.name`),
  deviceClass: column(textKind, sql`device.device_class`),
  gatewayId: column(idKind, sql`device.gateway_id`),
  parentId: column(idKind, sql`device.parent_id`),
  ancestorId: compileAncestor,
  creationDate: column(timeKind, milliseconds('created_at')),
  lastUpdated: column(timeKind, milliseconds('updated_at')),
  attributeName: compileAttributeName,
  tags: compileTags,
  connectionStatus: column(
    connectionKind,
    sql`(case when device.connected then 'connected' when not device.connected then 'disconnected' end)`,
  ),
  connectedAt: column(timeKind, lastChange(true), costlyCondition),
  disconnectedAt: column(timeKind, lastChange(false), costlyCondition),
  experienceUserId: column(idKind, nothing),
  experienceGroupId: column(idKind, nothing),
};

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isExactNumber(value);
}
