import { createRequire } from 'node:module';
import type { ErrorObject, Format, ValidateFunction } from 'ajv';
import type ajvDraft04 from 'ajv-draft-04';
import type { FormatsPlugin } from 'ajv-formats';
import { LRUCache } from 'lru-cache';
import { isExactNumber } from '../../kernel/json-text.ts';
import { lazily } from '../../kernel/lazily.ts';
import { cutText } from '../../kernel/text.ts';
import { matchesPattern, payloadBytes } from '../../platform/language/index.ts';
import { NodeError } from './errors.ts';
import { maxResultBytes } from './result-budget.ts';

/** What is wrong with a value: where, as a payload path behind `data`, and why. */
export interface SchemaError {
  readonly field: string;
  readonly message: string;
}

/** Characters. Compiling one of this length takes up to a second. */
const maxSchemaLength = 32 * 1024;
/** More than anybody reads. */
const maxErrors = 100;
/** Characters of schema times characters of data up to which all errors are looked for; beyond, only the first one. */
const maxWorkForAll = 20_000_000;
/** Characters that a text of a format can have; the patterns of formats are not all linear. */
const maxFormatted = 2000;

type Ajv = InstanceType<(typeof ajvDraft04)['default']>;

const require = createRequire(import.meta.url);

/** Loaded by the first node that validates: that takes 100 ms. */
const load = lazily(() => ({
  Ajv: (require('ajv-draft-04') as typeof ajvDraft04).default,
  formats: (require('ajv-formats') as { default: FormatsPlugin }).default,
}));

/** The patterns of schemas, in linear time. */
const patterns = Object.assign(
  (pattern: string) => {
    // What is no pattern is found out when the schema is compiled.
    matchesPattern('', pattern);
    // Ajv tells patterns apart by their text.
    return { test: (text: string) => matchesPattern(text, pattern), toString: () => pattern };
  },
  { code: 'none' },
);

const formatNames = [
  'date-time',
  'date',
  'time',
  'duration',
  'email',
  'hostname',
  'ipv4',
  'ipv6',
  'json-pointer',
  'regex',
  'relative-json-pointer',
  'uri',
  'uri-reference',
  'uri-template',
  'uuid',
] as const;

const readFormats = lazily(() =>
  Object.fromEntries(formatNames.map((name) => [name, shorten(load().formats.get(name, 'full'))])),
);

function shorten(format: Format): Format {
  const test =
    typeof format === 'object' && 'validate' in format
      ? (format.validate as RegExp | ((text: string) => boolean))
      : (format as RegExp | ((text: string) => boolean));
  return (text: string) => text.length <= maxFormatted && (test instanceof RegExp ? test.test(text) : test(text));
}

/**
 * A new instance for each schema: an instance remembers the ids in what it has compiled, and schemas of one application must
 * not refer to those of another.
 */
function createAjv(options: { allErrors: boolean; validateSchema: boolean }): Ajv {
  const { Ajv } = load();
  const ajv = new Ajv({
    ...options,
    strict: false,
    logger: false,
    inlineRefs: false,
    ownProperties: true,
    formats: readFormats(),
    code: { regExp: patterns },
  });
  // Ajv's own compares each item with each other.
  ajv.removeKeyword('uniqueItems');
  ajv.addKeyword({
    keyword: 'uniqueItems',
    type: 'array',
    schemaType: 'boolean',
    error: { message: 'must NOT have duplicate items' },
    validate: (isWanted: boolean, items: unknown[]) => !isWanted || new Set(items.map(toKey)).size === items.length,
  });
  return ajv;
}

/** The same text for equal JSON values, whatever the order of their keys. */
function toKey(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

const judge = lazily(() => createAjv({ allErrors: false, validateSchema: true }));

interface Compiled {
  readonly first: () => ValidateFunction;
  readonly all: () => ValidateFunction;
}

/** What was compiled takes some thirty times its text: 10 MB at most. */
const known = new LRUCache<string, Compiled>({
  max: 200,
  maxSize: 320_000,
  sizeCalculation: (_, text) => text.length + 1,
});

/**
 * Validates a value by a schema of JSON Schema draft 4 with its formats (workflows.md, "5. Nodes"). The value is judged as the
 * JSON that it would be: Dates are texts. Returns what is wrong, at most 100 things; of large values by large schemas only the
 * first.
 *
 * @throws NodeError ValidationError for what is no schema of this draft, or one of more than 32 KiB
 */
export function validateBySchema(schema: unknown, value: unknown): SchemaError[] {
  const schemaText = JSON.stringify(schema);
  const length = payloadBytes(value, maxResultBytes);
  const compiled = compile(schema, schemaText);
  const validate = schemaText.length * length <= maxWorkForAll ? compiled.all() : compiled.first();
  if (isValid(validate, value)) return [];
  return (validate.errors ?? []).slice(0, maxErrors).map(describe);
}

function isValid(validate: ValidateFunction, value: unknown): boolean {
  try {
    return validate(toJson(value));
  } catch (error) {
    // Of a stack that a schema that refers to itself has filled.
    if (error instanceof RangeError)
      throw new NodeError('ValidationError', 'The value is nested too deep for the schema');
    throw error;
  }
}

function compile(schema: unknown, text: string | undefined): Compiled {
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema) || text === undefined)
    throw new NodeError('ValidationError', 'The schema is no object');
  if (text.length > maxSchemaLength)
    throw new NodeError('ValidationError', `The schema must not be longer than ${maxSchemaLength} characters`);
  const found = known.get(text);
  if (found) return found;
  const plain = refuse(() => toJson(schema) as object);
  const as = (allErrors: boolean) =>
    lazily(() => refuse(() => createAjv({ allErrors, validateSchema: false }).compile(plain)));
  const compiled = { first: as(false), all: as(true) };
  refuse(() => {
    if (!judge().validate('http://json-schema.org/draft-04/schema', plain)) throw new Error(judge().errorsText());
  });
  known.set(text, compiled);
  return compiled;
}

function refuse<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw new NodeError('ValidationError', `The schema is not valid: ${cutText((error as Error).message, 500)}`);
  }
}

function describe(error: ErrorObject): SchemaError {
  const steps = error.instancePath.split('/').slice(1).map(unescapeStep);
  if (error.keyword === 'required')
    return { field: toField([...steps, String(error.params.missingProperty)]), message: 'is required' };
  if (error.keyword === 'additionalProperties')
    return { field: toField([...steps, String(error.params.additionalProperty)]), message: 'is not a known property' };
  return { field: toField(steps), message: error.message ?? 'is not valid' };
}

/** What the value is after a way through JSON, numbers of many digits being doubles. A payload is nested 1,000 deep at most. */
function toJson(value: unknown): unknown {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (isExactNumber(value)) return Number(value.rawJSON);
  if (value === undefined || (typeof value === 'number' && !Number.isFinite(value))) return null;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return Array.from(value, toJson);
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) => (inner === undefined ? [] : [[key, toJson(inner)]])),
  );
}

function unescapeStep(step: string): string {
  return step.replaceAll('~1', '/').replaceAll('~0', '~');
}

/** As payload paths are written: `data.list.[0].[a b]`. */
function toField(steps: readonly string[]): string {
  return ['data', ...steps.map((step) => (/^[A-Za-z_$][\w$-]*$/.test(step) ? step : `[${step}]`))].join('.');
}
