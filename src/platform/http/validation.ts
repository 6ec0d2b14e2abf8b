import { Ajv, type AnySchema, type ErrorObject, type ValidateFunction } from 'ajv';
import type { FastifySchemaCompiler } from 'fastify';
import { fromDecimal, isDecimal } from '../../kernel/decimal.ts';
import { isEmail } from '../../kernel/email.ts';
import { AppError, invalid } from '../../kernel/errors.ts';
import { isId, normalizeId } from '../../kernel/ids.ts';
import { asNumber, type ExactNumber, findLoneSurrogate, isExactNumber } from '../../kernel/json-text.ts';
import { lazily } from '../../kernel/lazily.ts';
import { normalizeText } from '../../kernel/text.ts';
import { isDateTime } from '../../kernel/time-text.ts';
import { isTimeZone } from '../../kernel/time-zone.ts';
import { digestKeyword, secretKeyword } from '../secrets/secret-field.ts';
import { describePattern } from './pattern-words.ts';

/**
 * The formats that schemas may name, each checked by the function that reads it later: what passes can be read. A schema
 * with any other format does not compile.
 */
const formats = { 'date-time': isDateTime, email: isEmail, 'time-zone': isTimeZone };

/** What they ask for, as words to go behind the field's name. */
const formatWords: Readonly<Record<keyof typeof formats, string>> = {
  'date-time': 'must be a day, a time to the second and a zone, such as 2019-04-01T12:00:00Z',
  email: 'must be an e-mail address',
  'time-zone': 'must be the name of a time zone, such as Europe/Berlin',
};

/** What `x-form` makes of a text: the form in which it is kept and compared. */
const forms = { NFC: normalizeText, id: (text: string) => (isId(text) ? normalizeId(text) : text) };

/** More numbers of many digits than a body of typed fields has any use for. */
const maxRounded = 100;

function createAjv(options: { coerceTypes: false | 'array'; discriminator?: boolean }): Ajv {
  const ajv = new Ajv({ ...options, useDefaults: true, allErrors: false, verbose: true, formats });
  ajv.addKeyword({
    keyword: 'x-form',
    type: 'string',
    schemaType: 'string',
    metaSchema: { enum: Object.keys(forms) },
    modifying: true,
    // The length is that of the text as it is kept.
    before: 'maxLength',
    validate: (
      form: keyof typeof forms,
      text: string,
      _schema?: AnySchema,
      place?: { parentData: unknown; parentDataProperty: unknown },
    ) => {
      if (place?.parentData)
        (place.parentData as Record<string, string>)[String(place.parentDataProperty)] = forms[form](text);
      return true;
    },
  });
  // Say nothing about what is valid.
  ajv.addVocabulary(['x-judged-by-value', secretKeyword, digestKeyword]);
  return ajv;
}

/**
 * What has been compiled of each schema, for as long as there is one: whoever makes several servers in one process, as tests
 * do, makes them of the same schemas.
 */
const compiled = {
  strict: new WeakMap<object, () => ValidateFunction>(),
  coercing: new WeakMap<object, () => ValidateFunction>(),
};

/**
 * Compiles route schemas. Query and path values are text, so they are coerced; a body is JSON and says its types
 * itself, so `"5"` where a number belongs is an error there. Each is compiled when a first request needs it, or ahead: a
 * few hundred of them would take a good part of every start, and most servers are asked for few routes soon after it.
 */
export function createValidatorCompiler(options: { ahead: boolean }): FastifySchemaCompiler<Record<string, unknown>> {
  const ajv = {
    strict: lazily(() => createAjv({ coerceTypes: false, discriminator: true })),
    coercing: lazily(() => createAjv({ coerceTypes: 'array' })),
  };
  return ({ schema, httpPart }) => {
    const kind = httpPart === 'body' ? 'strict' : 'coercing';
    const validator = compiled[kind].get(schema) ?? lazily(() => ajv[kind]().compile(schema));
    compiled[kind].set(schema, validator);
    if (options.ahead) validator();
    // Where values are judged one by one, one that is no text must not cost the others.
    const judgesText = !schema['x-judged-by-value'];
    return (value: unknown) => {
      const broken = judgesText ? findLoneSurrogate(value) : undefined;
      if (broken !== undefined) return { error: refuseText(broken, httpPart) };
      const sent = httpPart === 'querystring' ? { ...(value as Record<string, unknown>) } : undefined;
      const error = httpPart === 'body' ? checkBody(validator(), value) : check(validator(), value);
      if (error) return { error: toAppError(error, value, httpPart) };
      const changed = sent && findChangedNumber(sent, value as Record<string, unknown>);
      return changed ? { error: changed } : { value };
    };
  };
}

/** Rules that tell types, forms and choices apart. Of two alternatives, the one that broke another rule was meant. */
const tellingApart = new Set(['type', 'pattern', 'format', 'enum', 'const', 'anyOf', 'oneOf']);

/**
 * Undefined: the value is valid. Of the alternatives of one field, the one whose type the value has tells the most, and
 * otherwise the one that asks for a number.
 */
function check(validate: ValidateFunction, value: unknown): ErrorObject | undefined {
  if (validate(value)) return undefined;
  const [first, ...others] = validate.errors ?? [];
  if (!first) return { instancePath: '', schemaPath: '', keyword: '', params: {} };
  const alternatives = [first, ...others].filter(
    ({ instancePath, keyword }) => instancePath === first.instancePath && keyword !== 'anyOf',
  );
  const within = others.find(({ instancePath }) => instancePath.startsWith(`${first.instancePath}/`));
  const meant = within ?? alternatives.find(({ keyword }) => !tellingApart.has(keyword));
  if (meant) return meant;
  // Of no type that is taken: one of them alone would mislead.
  if (alternatives.length > 1 && alternatives.every(({ keyword }) => keyword === 'type')) {
    const types = alternatives.map(({ params }) => String(params.type));
    return { ...first, params: { type: types }, message: `must be ${[...new Set(types)].join(' or ')}` };
  }
  return asksForNumber(first)
    ? first
    : (others.find((each) => each.instancePath === first.instancePath && asksForNumber(each)) ?? first);
}

function asksForNumber({ keyword, params }: ErrorObject): boolean {
  return keyword === 'type' && /number|integer/.test(String(params.type));
}

/** What stands in the place of an `ExactNumber` while a body is looked at: of no type that a schema can name. */
const standIn = 0n;

/**
 * As `check`. An `ExactNumber` is an object to JavaScript and a number to whoever sent it, so it is taken out meanwhile: it
 * passes only where a schema names no type. Where a number is asked for, a fraction with more digits than a double has is
 * rounded.
 */
function checkBody(validate: ValidateFunction, value: unknown): ErrorObject | undefined {
  if (isExactNumber(value)) return check(validate, standIn);
  const exact = takeOut(value);
  let error = check(validate, value);
  for (let rounded = 0; error && rounded < maxRounded && exact.length > 0; rounded += 1) {
    if (!roundAt(value, error.instancePath, exact)) break;
    error = check(validate, value);
  }
  for (const { parent, key, number } of exact) if (parent[key] === standIn) parent[key] = number;
  return error;
}

interface TakenOut {
  readonly parent: Record<string, unknown>;
  readonly key: string;
  readonly number: ExactNumber;
}

/** Recursion as deep as the nesting, which has been judged. */
function takeOut(value: unknown, taken: TakenOut[] = []): readonly TakenOut[] {
  if (typeof value !== 'object' || value === null) return taken;
  for (const [key, inner] of Object.entries(value)) {
    if (!isExactNumber(inner)) takeOut(inner, taken);
    else {
      const parent = value as Record<string, unknown>;
      taken.push({ parent, key, number: inner });
      parent[key] = standIn;
    }
  }
  return taken;
}

function roundAt(value: unknown, path: string, exact: readonly TakenOut[]): boolean {
  const steps = readPath(path);
  const last = steps.pop();
  const parent = steps.reduce<unknown>((at, step) => (at as Record<string, unknown> | undefined)?.[step], value);
  const found = exact.find((each) => each.parent === parent && each.key === last && each.parent[each.key] === standIn);
  const number = asNumber(found?.number);
  if (!found || typeof number !== 'number') return false;
  found.parent[found.key] = number;
  return true;
}

/**
 * The refusal of the first parameter whose text was read as a number without being one in decimal digits (`0x10`, `Infinity`,
 * a blank), or as another one than it says (semantics.md, "Decisions about values").
 */
function findChangedNumber(sent: Record<string, unknown>, read: Record<string, unknown>): AppError | undefined {
  for (const [name, value] of Object.entries(read)) {
    const text = sent[name];
    if (typeof value !== 'number' || typeof text !== 'string') continue;
    if (!isDecimal(text)) return invalid(name, 'must be a number in decimal digits');
    if (fromDecimal(text) === undefined) return invalid(name, 'must not be a number that a double cannot hold');
  }
  return undefined;
}

function readPath(path: string): string[] {
  return path
    .slice(1)
    .split('/')
    .filter((step) => step !== '')
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function refuseText(field: string, part: string | undefined): AppError {
  if (part === 'body') return invalid(field || 'The body', 'must not contain half of a surrogate pair');
  return invalid(field || 'The query', 'must be percent-encoded UTF-8');
}

function toAppError(error: ErrorObject, value: unknown, part: string | undefined): AppError {
  if (error.keyword === '') return new AppError('Validation', 'The request is not valid');
  const found = readPath(error.instancePath).reduce<unknown>(
    (at, step) => (at as Record<string, unknown> | undefined)?.[step],
    value,
  );
  const { message, field } = describe(error, part, isExactNumber(found));
  return new AppError('Validation', message, field === '' ? {} : { field });
}

/** Names the field and the rule, as the contract asks: `deviceIds[0] must be an id of 24 hex digits`. */
function describe(error: ErrorObject, part: string | undefined, isExact: boolean): { message: string; field: string } {
  const field = readPath(error.instancePath).reduce(
    (path, step) => (/^\d+$/.test(step) ? `${path}[${step}]` : path ? `${path}.${step}` : step),
    '',
  );
  const subject = field || (part === 'body' ? 'The body' : part === 'querystring' ? 'The query' : 'The request');
  if (isExact && asksForNumber(error)) {
    return { message: `${subject} must not be a number that a double cannot hold`, field };
  }
  const about = (name: string, rule: string) => ({ message: `${name} ${rule}`, field: name });
  const within = (name: unknown): string => (field ? `${field}.${String(name)}` : String(name));
  switch (error.keyword) {
    case 'required':
      return about(within(error.params.missingProperty), 'is required');
    case 'format':
      return { message: `${subject} ${formatWords[error.params.format as keyof typeof formats]}`, field };
    case 'pattern': {
      const words = describePattern(String(error.params.pattern));
      if (words === undefined) break;
      return { message: `${subject} ${words}`, field };
    }
    case 'minProperties': {
      const names = Object.keys(error.parentSchema?.properties ?? {});
      if (names.length === 0) break;
      return { message: `${subject} must have ${names.map((name) => `a ${name}`).join(' or ')}`, field };
    }
    case 'additionalProperties':
      if (error.parentSchema?.patternProperties && !error.parentSchema.properties) {
        const rules = Object.keys(error.parentSchema.patternProperties).map(
          (pattern) => describePattern(pattern) ?? `must match pattern "${pattern}"`,
        );
        return {
          message: `${subject} must not have the key ${JSON.stringify(error.params.additionalProperty)}: keys ${rules.join(' or ')}`,
          field,
        };
      }
      return about(within(error.params.additionalProperty), 'is not a known field');
    case 'enum':
      return { message: `${subject} must be one of ${(error.params.allowedValues as unknown[]).join(', ')}`, field };
  }
  return { message: `${subject} ${error.message ?? 'is not valid'}`, field };
}
