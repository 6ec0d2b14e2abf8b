import { createRequire } from 'node:module';
import AjvDraft04 from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import { expect } from 'vitest';

const require = createRequire(import.meta.url);
const Ajv = AjvDraft04.default;

// The client's schemas carry keywords of its documentation generator, which a validator need not know.
// A pattern of its dashboards has braces that stand for themselves, which only patterns without Unicode take.
const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
addFormats.default(ajv as never);

/**
 * Our extensions inside objects that the client's schemas close; stripped before validation. The one list of them:
 * an extension elsewhere would be an error that this validation finds.
 */
const extensionPaths = [
  ['archiveConfig', 's3', 'endpoint'],
  ['archiveConfig', 'gcs', 'endpoint'],
  ['archiveConfig', 'azure', 'endpoint'],
  ['archiveConfig', 'local'],
  ['archiveConfig', 'format'],
  ['dataTTL'],
  ['attributes', 'dataTTL'],
] as const;

/** What searches find besides the kinds that the client's schema of their results lists. */
const ownKinds: ReadonlySet<unknown> = new Set(['alarmRule', 'notificationRule']);

/** Checks an answer against the official client's own schema of that name, such as `application` or `devices`. */
export function expectSchema(name: string, answer: unknown): void {
  const validate = compiled.get(name) ?? compile(name);
  const valid = validate(strip(structuredClone(answer)));
  expect(valid, `${name}: ${ajv.errorsText(validate.errors)}\n${JSON.stringify(answer, null, 2)}`).toBe(true);
}

const compiled = new Map<string, ReturnType<typeof compile>>();

function compile(name: string) {
  const validate = ajv.compile(flatten(require(`losant-rest/lib/schemas/${name}.json`)) as object);
  compiled.set(name, validate);
  return validate;
}

/**
 * Of the values of variables the client's schema has a list of alternatives within one: they are alternatives as well. And
 * of what its schemas want to be exactly one of, some take the same answer twice: a row of a table, a workflow without triggers.
 */
function flatten(schema: unknown): unknown {
  // As two of them spell it.
  if (schema === 'Number') return 'number';
  if (Array.isArray(schema)) return schema.map(flatten);
  if (typeof schema !== 'object' || schema === null) return schema;
  return Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [
      key === 'oneOf' && Array.isArray(value) ? 'anyOf' : key,
      key === 'anyOf' && Array.isArray(value) ? value.flat().map(flatten) : flatten(value),
    ]),
  );
}

function strip(answer: unknown): unknown {
  if (Array.isArray(answer)) return answer.filter((item) => !ownKinds.has((item as { _type?: unknown })?._type));
  const items = (answer as { items?: unknown[] } | null)?.items;
  for (const resource of Array.isArray(items) ? items : [answer]) {
    for (const path of extensionPaths) remove(resource, path);
  }
  return answer;
}

function remove(target: unknown, path: readonly string[]): void {
  const [step, ...rest] = path;
  if (typeof target !== 'object' || target === null || step === undefined) return;
  if (Array.isArray(target)) {
    for (const item of target) remove(item, path);
    return;
  }
  const object = target as Record<string, unknown>;
  if (rest.length === 0) delete object[step];
  else remove(object[step], rest);
}
