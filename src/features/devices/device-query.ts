import { type RawBuilder, sql } from 'kysely';
import { invalid } from '../../kernel/errors.ts';
import { isExactNumber } from '../../kernel/json-text.ts';
import { normalizeText } from '../../kernel/text.ts';
import { parseTimeText } from '../../kernel/time-text.ts';
import {
  type ColumnField,
  type Condition,
  compareText,
  compileQuery,
  equalityOperators,
  type FieldKind,
  idKind,
  orderOperators,
  parseQueryText,
  type QueryLanguage,
  readComparisons,
  readQuery,
  type SpecialField,
  signOf,
  tagsField,
  test,
  textEqualsAny,
  textOperators,
} from '../../platform/query-language/index.ts';

export type { Condition };

/** What a condition costs that cannot be judged by the device's own columns, or walks through a list of it. */
const costly = 50;
const maxListedValues = 1000;

/** An advanced device query as it arrives: field conditions, all of which must hold, and `$and`, `$or`, `$nor`. */
export type DeviceQuery = Readonly<Record<string, unknown>>;

/**
 * Turns an advanced device query (the client's schema `advancedDeviceQuery`) into a condition on the table `device`. A field that is not set equals
 * `null` and nothing else; `$ne` and `$nin` are the opposite of `$eq` and `$in`, so they also match what is not set.
 *
 * @param field how the query is called in the request, for messages
 * @param applicationRowId whose devices are asked for; the condition alone does not narrow to them
 * @throws AppError Validation naming the part of the query that breaks a rule
 */
export function compileDeviceQuery(query: unknown, field: string, applicationRowId: number): Condition {
  return compileQuery(query, field, languageOf(applicationRowId));
}

/** Refuses a query that `compileDeviceQuery` would refuse, before it is put by for later. */
export function checkDeviceQuery(query: unknown, field: string): void {
  readQuery(query, field, languageOf(0));
}

/** As `compileDeviceQuery`, for a query that travels as JSON text in the query string. */
export function parseDeviceQuery(text: string, field: string): DeviceQuery {
  return parseQueryText(text, field);
}

const textKind: FieldKind<string> = {
  operators: textOperators,
  read: (value) => (value === null ? null : normalizeText(isExactNumber(value) ? value.rawJSON : String(value))),
  compare: compareText,
  equalsAny: textEqualsAny,
  refusesNullOrder: true,
};

/** What stands for a status in a query: the words that `setConnectionStatus` takes, or the numbers that answers have. */
const connectionKind: FieldKind<string> = {
  operators: equalityOperators,
  read(value, path) {
    if (value === null) return null;
    if (value === 'connected' || value === 1 || value === '1' || value === true) return 'connected';
    if (value === 'disconnected' || value === 0 || value === '0' || value === false) return 'disconnected';
    throw invalid(path, 'must be connected, disconnected or null');
  },
  compare: compareText,
  equalsAny: textEqualsAny,
  refusesNullOrder: true,
};

const timeKind: FieldKind<number> = {
  operators: orderOperators,
  read(value, path) {
    if (value === null) return null;
    const time =
      typeof value === 'number' ? value : typeof value === 'string' ? (parseTimeText(value) ?? Number.NaN) : Number.NaN;
    if (!(Math.abs(time) <= maxTime)) throw invalid(path, 'must be a time (ISO-8601 or ms since the epoch) or null');
    return Math.round(time);
  },
  compare: (column, comparison, value) => sql`${column} ${signOf(comparison)} ${value}::bigint`,
  equalsAny: (column, values) => sql`${column} = any(${[...values]}::bigint[])`,
  refusesNullOrder: true,
};
/** The end of what `Date` can hold. */
const maxTime = 8.64e15;

/** Whether any of the device's attributes has such a name; null: whether it has none. */
const attributeName: SpecialField = {
  cost: costly,
  read(value, path, budget) {
    const active = sql`jsonb_array_elements(device.attributes) as attribute where attribute->>'retired' is distinct from 'true'`;
    const name = sql`attribute->>'name'`;
    const some = (condition: Condition) => test(sql`exists (select from ${active} and ${condition})`);
    return readComparisons(textKind, value, path, budget, {
      cost: costly,
      holds: (comparison, operand, ignoreCase) =>
        operand === null
          ? test(sql`not exists (select from ${active})`)
          : some(compareText(name, comparison, operand, ignoreCase)),
      holdsAny: (operands, ignoreCase) => some(textEqualsAny(name, operands, ignoreCase)),
    });
  },
};

/** Whether the device is below that one in the tree of system devices, at any depth; null: whether it is below none. */
function ancestorIn(applicationRowId: number): SpecialField {
  // Depends on no row of the outer query, so the database gathers the devices below once. It goes from parents to children
  // by their index, whatever it believes of the table: `+ 0` and `offset 0` leave it no other way.
  const isBelow = (ancestors: readonly string[]) =>
    test(sql`device.device_row_id in (with recursive below as (
        select child.device_row_id, child.id from device as child
          where child.parent_id = any(${[...ancestors]}::text[])
            and child.application_row_id + 0 = ${applicationRowId} and child.deleted_at is null
        union
        select child.device_row_id, child.id from below cross join lateral (
          select device_row_id, id from device as next
            where next.parent_id = below.id and next.application_row_id + 0 = ${applicationRowId}
              and next.deleted_at is null
            offset 0) as child
      ) select device_row_id from below)`);
  return {
    cost: costly,
    read: (value, path, budget) =>
      readComparisons(idKind, value, path, budget, {
        cost: costly,
        holds: (_comparison, ancestor) =>
          ancestor === null ? test(sql`device.parent_id is null`) : isBelow([ancestor]),
        holdsAny: isBelow,
      }),
  };
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
const nobody = sql`null::text`;
const connectionStatus = sql`(case when device.connected then 'connected' when not device.connected then 'disconnected' end)`;

/** What may be asked of the devices of an application. */
function languageOf(applicationRowId: number): QueryLanguage {
  return {
    things: 'devices',
    maxValues: maxListedValues,
    fields: new Map<string, ColumnField | SpecialField>([
      ['id', { kind: idKind, column: sql`device.id` }],
      ['name', { kind: textKind, column: sql`device.name` }],
      ['deviceClass', { kind: textKind, column: sql`device.device_class` }],
      ['gatewayId', { kind: idKind, column: sql`device.gateway_id` }],
      ['parentId', { kind: idKind, column: sql`device.parent_id` }],
      ['ancestorId', ancestorIn(applicationRowId)],
      ['creationDate', { kind: timeKind, column: milliseconds('created_at') }],
      ['lastUpdated', { kind: timeKind, column: milliseconds('updated_at') }],
      ['attributeName', attributeName],
      ['tags', tagsField(hasTag)],
      ['connectionStatus', { kind: connectionKind, column: connectionStatus }],
      ['connectedAt', { kind: timeKind, column: lastChange(true), cost: costly }],
      ['disconnectedAt', { kind: timeKind, column: lastChange(false), cost: costly }],
      ['experienceUserId', { kind: idKind, column: nobody }],
      ['experienceGroupId', { kind: idKind, column: nobody }],
    ]),
  };
}
