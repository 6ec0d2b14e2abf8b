import { sql } from 'kysely';
import { AppError, invalid } from '../../kernel/errors.ts';
import { parseJson } from '../../kernel/json-text.ts';
import {
  booleanKind,
  type ColumnField,
  type Condition,
  compileQuery,
  idKind,
  isObject,
  normalizedTextKind,
  not,
  parseQueryText,
  type QueryLanguage,
  type SpecialField,
  test,
  textKind,
  timestampKind,
} from '../../platform/query-language/index.ts';
import type { WantedTrigger } from './store.ts';

/** Reading all definitions of an application is the most that a list does. */
const definitionCost = 50;
const maxTriggers = 100;
const maxConfigKeys = 100;

/**
 * What an advanced query may ask of workflows or of versions (client schemas `advancedFlowQuery` and its kin). Of triggers
 * and nodes: that there is one, or with `$ne` none, with this type, key, and these values in its config.
 */
function languageOf(table: 'flow' | 'flow_version', things: string): QueryLanguage {
  const column = (name: string) => sql.ref(`${table}.${name}`);
  const fields: [string, ColumnField | SpecialField][] = [
    ['id', { kind: idKind, column: column('id') }],
    ['creationDate', { kind: timestampKind, column: column('created_at') }],
    ['lastUpdated', { kind: timestampKind, column: column('updated_at') }],
    ['enabled', { kind: booleanKind, column: column('enabled') }],
    ['triggers', partsField(column('triggers'))],
    ['nodes', partsField(column('nodes'))],
  ];
  if (table === 'flow') {
    fields.push(
      ['name', { kind: normalizedTextKind, column: column('name') }],
      ['flowClass', { kind: textKind, column: column('flow_class') }],
      [
        'defaultVersion',
        {
          kind: idKind,
          column: sql`(select named.id from flow_version named where named.flow_version_row_id = flow.default_version_row_id)`,
        },
      ],
    );
  } else {
    fields.push(['version', { kind: normalizedTextKind, column: column('version') }]);
  }
  return { things, fields: new Map(fields) };
}

function partsField(column: ReturnType<typeof sql.ref>): SpecialField {
  return {
    cost: definitionCost,
    read(value, path) {
      if (!isObject(value)) throw invalid(path, 'must be an object');
      const isNot = '$ne' in value;
      const operand = isNot ? value.$ne : '$eq' in value ? value.$eq : value;
      const place = operand === value ? path : `${path}.${isNot ? '$ne' : '$eq'}`;
      const found = test(hasPart(column, operand, place));
      return isNot ? not(found) : found;
    },
  };
}

function hasPart(column: ReturnType<typeof sql.ref>, operand: unknown, path: string): Condition {
  if (!isObject(operand)) throw invalid(path, 'must be an object');
  const { type, key, config, ...unknown } = operand;
  const [other] = Object.keys(unknown);
  if (other !== undefined) throw invalid(`${path}.${other}`, 'is not a known field');
  if (typeof type !== 'string') throw invalid(`${path}.type`, 'is required, as text');
  if (key !== undefined && typeof key !== 'string') throw invalid(`${path}.key`, 'must be text');
  if (config !== undefined && !isObject(config)) throw invalid(`${path}.config`, 'must be an object');
  const entries = Object.entries(config ?? {});
  if (entries.length > maxConfigKeys) throw invalid(`${path}.config`, `must have at most ${maxConfigKeys} keys`);
  const conditions = [
    sql`part->>'type' = ${type}`,
    ...(key === undefined ? [] : [sql`part->>'key' = ${key}`]),
    ...entries.map(([name, wanted]) => sql`part->'config'->>${name} is not distinct from ${asText(wanted)}::text`),
  ];
  return sql<boolean>`exists (select from json_array_elements(${column}) part where ${sql.join(conditions, sql` and `)})`;
}

function asText(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

const flowLanguage = languageOf('flow', 'workflows');
const ownVersionLanguage = languageOf('flow_version', 'versions of workflows');
const ofItsFlow = (column: 'name' | 'flow_class') =>
  sql`(select ${sql.ref(column)} from flow where flow.flow_row_id = flow_version.flow_row_id)`;

/** Of a version beside its workflow, whose id, name and class stand in the same relation. */
const versionOfFlowLanguage: QueryLanguage = {
  things: 'versions of workflows',
  fields: new Map<string, ColumnField | SpecialField>([
    ...ownVersionLanguage.fields,
    ['flowId', { kind: idKind, column: sql.ref('flow_version.flow_id') }],
    ['name', { kind: normalizedTextKind, column: sql.ref('flow_version.name') }],
    ['flowClass', { kind: textKind, column: sql.ref('flow_version.flow_class') }],
  ]),
};

/** Of a version of one workflow, whose name and class stand beside it alone. */
const versionLanguage: QueryLanguage = {
  things: 'versions of workflows',
  fields: new Map<string, ColumnField | SpecialField>([
    ...ownVersionLanguage.fields,
    ['name', { kind: normalizedTextKind, column: ofItsFlow('name') }],
    ['flowClass', { kind: textKind, column: ofItsFlow('flow_class') }],
  ]),
};

/** Of a version inside a query of workflows. */
const versionInFlowLanguage: QueryLanguage = {
  things: 'versions of workflows',
  fields: new Map<string, ColumnField | SpecialField>([
    ...ownVersionLanguage.fields,
    ['name', { kind: normalizedTextKind, column: sql.ref('flow.name') }],
    ['flowClass', { kind: textKind, column: sql.ref('flow.flow_class') }],
  ]),
};

const languages = { flows: flowLanguage, versions: versionLanguage, versionsOfFlows: versionOfFlowLanguage };

/** An advanced query as a condition, and as it was read. @throws AppError Validation naming the part that breaks a rule */
export function readAdvancedQuery(
  query: string | object,
  of: keyof typeof languages,
): { readonly query: object; readonly condition: Condition } {
  const read = typeof query === 'string' ? parseQueryText(query, 'query') : query;
  return { query: read, condition: compileQuery(read, 'query', languages[of]) };
}

/** As `readAdvancedQuery`, of workflows that match, or one of whose versions does. */
export function withAnyVersion(query: object, ofFlow: Condition): Condition {
  try {
    const ofVersion = compileQuery(query, 'query', versionInFlowLanguage);
    return sql<boolean>`(${ofFlow} or exists (select from flow_version
      where flow_version.flow_row_id = flow.flow_row_id and ${ofVersion}))`;
  } catch (error) {
    // It asks for what only workflows have, so that no version matches; it has been read as one of workflows before.
    if (error instanceof AppError) return ofFlow;
    throw error;
  }
}

/**
 * `triggerFilter` of the lists: an array of `{key, type}`, any of which matches. JSON text, or as the official client writes
 * an array of objects into a query string.
 */
export function readTriggerFilter(filter: unknown): readonly WantedTrigger[] | undefined {
  if (filter === undefined || filter === '' || filter === null) return undefined;
  const read = typeof filter === 'string' ? parseArray(filter) : filter;
  const wanted = Array.isArray(read) ? read : [read];
  if (wanted.length > maxTriggers) throw invalid('triggerFilter', `must have at most ${maxTriggers} triggers`);
  return wanted.map((one: unknown, index) => readWanted(typeof one === 'string' ? parseArray(one) : one, index));
}

function readWanted(one: unknown, index: number): WantedTrigger {
  const place = `triggerFilter[${index}]`;
  if (!isObject(one)) throw invalid(place, 'must be an object with type, key, or both');
  const { type, key, ...unknown } = one;
  const [other] = Object.keys(unknown);
  if (other !== undefined) throw invalid(`${place}.${other}`, 'is not a known field');
  for (const [name, value] of Object.entries({ type, key })) {
    if (value !== undefined && typeof value !== 'string') throw invalid(`${place}.${name}`, 'must be text');
    if (typeof value === 'string' && value.includes('\0')) throw invalid(`${place}.${name}`, 'must not contain U+0000');
  }
  return { type: type as string | undefined, key: key as string | undefined };
}

function parseArray(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    throw invalid('triggerFilter', 'must be a JSON array');
  }
}
