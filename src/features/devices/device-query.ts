import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { invalid } from '../../kernel/errors.ts';
import { isId } from '../../kernel/ids.ts';
import { containsUnstorableText, isExactNumber, parseJson } from '../../kernel/json-text.ts';
import { countCharacters, normalizeText } from '../../kernel/text.ts';
import { parseTimeText } from '../../kernel/time-text.ts';
import { foldCaseSql } from '../../platform/database/fold-case.ts';

/** A condition on the table `device`. */
export type Condition = RawBuilder<SqlBool>;
type Scalar = string | number | boolean | null;

/** An advanced device query as it arrives: field conditions, all of which must hold, and `$and`, `$or`, `$nor`. */
export type DeviceQuery = Readonly<Record<string, unknown>>;

/** Deeper or larger than any query a person writes; keeps the statement that it becomes in bounds. */
const maxDepth = 10;
const maxConditions = 500;
const maxBranches = 100;

/**
 * Turns an advanced device query (the client's schema `advancedDeviceQuery`) into a condition on the table `device`. A field that is not set equals
 * `null` and nothing else; `$ne` and `$nin` are the opposite of `$eq` and `$in`, so they also match what is not set.
 *
 * @param field how the query is called in the request, for messages
 * @throws AppError Validation naming the part of the query that breaks a rule
 */
export function compileDeviceQuery(query: unknown, field: string): Condition {
  const condition = compileObject(query, field, { depth: 0, budget: { left: maxConditions } });
  // Only now: a text could be nested deeper than a walk can go, but not one that has compiled.
  if (containsUnstorableText(query)) throw invalid(field, 'must not contain U+0000 or lone surrogates');
  return condition;
}

/** Refuses a query that `compileDeviceQuery` would refuse, before it is put by for later. */
export function checkDeviceQuery(query: unknown, field: string): void {
  compileDeviceQuery(query, field);
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
  readonly budget: { left: number };
}

function compileObject(query: unknown, path: string, { depth, budget }: Place): Condition {
  if (!isObject(query)) throw invalid(path, 'must be an object');
  if (depth > maxDepth) throw invalid(path, `is nested deeper than ${maxDepth} levels`);
  const conditions = Object.entries(query).map(([name, value]): Condition => {
    budget.left -= 1;
    if (budget.left < 0) throw invalid(path, `must not have more than ${maxConditions} conditions`);
    const at = `${path}.${name}`;
    if (name === '$and' || name === '$or' || name === '$nor') {
      if (!Array.isArray(value) || value.length > maxBranches) {
        throw invalid(at, `must be an array of at most ${maxBranches} queries`);
      }
      const branches = value.map((branch, index) =>
        compileObject(branch, `${at}[${index}]`, { depth: depth + 1, budget }),
      );
      if (name === '$and') return joinConditions(branches, 'and');
      const any = joinConditions(branches, 'or');
      return name === '$or' ? any : negate(any);
    }
    const compile = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (!compile)
      throw invalid(at, `is not a field that devices can be queried by (${Object.keys(fields).join(', ')})`);
    return compile(value, at);
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

/** How the values of one field are read and compared. */
interface Kind {
  readonly read: (value: unknown, path: string) => Scalar;
  /** The names of the comparisons it offers. */
  readonly operators: ReadonlySet<string>;
  /** Whether `column operator value` holds; `value` is never null. */
  readonly compare: (column: RawBuilder<unknown>, operator: string, value: Scalar, ignoreCase: boolean) => Condition;
}

const equalities = ['$eq', '$ne', '$in', '$nin'];
const orders = ['$gt', '$lt', '$gte', '$lte'];
const orderSigns: Readonly<Record<string, string>> = { $gt: '>', $lt: '<', $gte: '>=', $lte: '<=' };

const idKind: Kind = {
  operators: new Set(equalities),
  read(value, path) {
    if (value === null) return null;
    if (typeof value !== 'string' || !isId(value)) throw invalid(path, 'must be an id of 24 hex digits, or null');
    return value.toLowerCase();
  },
  compare: (column, _operator, value) => sql`${column} = ${value}`,
};

const textKind: Kind = {
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
};

/** What stands for a status in a query: the words that `setConnectionStatus` takes, or the numbers that answers have. */
const connectionKind: Kind = {
  operators: new Set(equalities),
  read(value, path) {
    if (value === null) return null;
    if (value === 'connected' || value === 1 || value === '1' || value === true) return 'connected';
    if (value === 'disconnected' || value === 0 || value === '0' || value === false) return 'disconnected';
    throw invalid(path, 'must be connected, disconnected or null');
  },
  compare: textKind.compare,
};

const timeKind: Kind = {
  operators: new Set([...equalities, ...orders]),
  read(value, path) {
    if (value === null) return null;
    const time =
      typeof value === 'number' ? value : typeof value === 'string' ? (parseTimeText(value) ?? Number.NaN) : Number.NaN;
    if (!(Math.abs(time) <= maxTime)) throw invalid(path, 'must be a time (ISO-8601 or ms since the epoch) or null');
    return Math.round(time);
  },
  compare: (column, operator, value) => sql`${column} ${sql.raw(orderSigns[operator] ?? '=')} ${value}::bigint`,
};
/** The end of what `Date` can hold. */
const maxTime = 8.64e15;

/** A field with one value for each device. */
function column(kind: Kind, expression: RawBuilder<unknown>) {
  const isNull: Condition = sql`${expression} is null`;
  return (value: unknown, path: string): Condition =>
    compileField(kind, value, path, (operator, operand, ignoreCase) =>
      operand === null ? isNull : settle(kind.compare(expression, operator, operand, ignoreCase)),
    );
}

/** Reads what a query says of one field; `holds` returns the condition for one comparison with one value. */
function compileField(
  kind: Kind,
  value: unknown,
  path: string,
  holds: (operator: string, operand: Scalar, ignoreCase: boolean) => Condition,
): Condition {
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
    if (operator === '$in' || operator === '$nin') {
      if (!Array.isArray(operand) || operand.length > maxBranches) {
        throw invalid(at, `must be an array of at most ${maxBranches} values`);
      }
      const values = operand.map((each, index) => kind.read(each, `${at}[${index}]`));
      const any = joinConditions(
        values.map((each) => holds('$eq', each, ignoreCase)),
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
function compileAttributeName(value: unknown, path: string): Condition {
  const active = sql`jsonb_array_elements(device.attributes) as attribute where attribute->>'retired' is distinct from 'true'`;
  return compileField(textKind, value, path, (operator, operand, ignoreCase) =>
    operand === null
      ? sql`not exists (select from ${active})`
      : sql`exists (select from ${active} and ${textKind.compare(sql`attribute->>'name'`, operator, operand, ignoreCase)})`,
  );
}

/** Whether the device is below that one in the tree of system devices, at any depth; null: whether it is below none. */
function compileAncestor(value: unknown, path: string): Condition {
  return compileField(idKind, value, path, (_operator, ancestor) =>
    ancestor === null
      ? sql`device.parent_id is null`
      : sql`device.device_row_id in (with recursive below as (
          select child.device_row_id, child.id from device as child
            where child.parent_id = ${ancestor} and child.application_row_id = device.application_row_id
          union
          select child.device_row_id, child.id from device as child join below on child.parent_id = below.id
        ) select device_row_id from below)`,
  );
}

/** `{key: value}` for one tag or more, or `{$tagKey, $tagValue}` where either half may be missing. */
function compileTags(value: unknown, path: string): Condition {
  if (isObject(value) && Object.keys(value).length === 1) {
    if ('$eq' in value) return compileTags(value.$eq, `${path}.$eq`);
    if ('$ne' in value) return negate(compileTags(value.$ne, `${path}.$ne`));
  }
  if (!isObject(value)) throw invalid(path, 'must be an object');
  const entries = Object.entries(value);
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

const fields: Readonly<Record<string, (value: unknown, path: string) => Condition>> = {
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
  connectedAt: column(timeKind, lastChange(true)),
  disconnectedAt: column(timeKind, lastChange(false)),
  experienceUserId: column(idKind, nothing),
  experienceGroupId: column(idKind, nothing),
};

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isExactNumber(value);
}
