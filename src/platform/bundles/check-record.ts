import type { TSchema } from 'typebox';
import { AppError } from '../../kernel/errors.ts';
import { parseJson, refuseUnstorable } from '../../kernel/json-text.ts';
import type { Queryable } from '../database/database.ts';
import { createValidatorCompiler } from '../http/validation.ts';
import type { BundleFields, BundleImport, BundleRecord } from './bundle-kind.ts';
import type { ImportSteps } from './import-steps.ts';

const compile = createValidatorCompiler({ ahead: false });

/**
 * Compiles the schema of an action's body into a check of what a bundle says, so that both are judged alike: text is
 * brought into its form, defaults are filled in.
 */
export function recordCheck<Body>(schema: TSchema): (fields: BundleFields) => Body {
  const validate = compile({
    schema: schema as unknown as Record<string, unknown>,
    httpPart: 'body',
    method: '',
    url: '',
  });
  return (fields) => {
    // Of JSON values, and with the digits of numbers, which a structured clone would take for objects.
    const body = parseJson(JSON.stringify(fields)) as BundleFields;
    refuseUnstorable(body);
    const result = validate(body) as { error?: Error; value?: unknown };
    if (result.error) throw result.error;
    return body as Body;
  };
}

/** Those of the fields that the schema knows: exports of other servers say more than any body takes. */
export function pickFields(fields: BundleFields, schema: TSchema): BundleFields {
  const { properties = {} } = schema as { properties?: Record<string, unknown> };
  return Object.fromEntries(
    Object.entries(fields).filter(([name, value]) => Object.hasOwn(properties, name) && value !== undefined),
  );
}

/**
 * Does the work for each record, and refuses those that it throws for because a rule is broken; it must throw before it
 * writes.
 */
export function eachRecord(
  { steps, records, bundle }: { steps: ImportSteps; records: readonly BundleRecord[]; bundle: BundleImport },
  work: (tx: Queryable, record: BundleRecord) => Promise<void>,
): Promise<void> {
  return steps.each(records, async (tx, record) => {
    try {
      await work(tx, record);
    } catch (error) {
      bundle.refuse(record, refusalOf(error));
    }
  });
}

/** In words, why a record is refused. @throws the error itself when no rule is broken */
export function refusalOf(error: unknown): string {
  if (error instanceof AppError && refusals.has(error.type)) return error.message;
  throw error;
}

const refusals: ReadonlySet<string> = new Set(['Validation', 'Conflict', 'NotFound', 'NotImplemented', 'TooLarge']);

/**
 * The fields without those that only a record of the bundle could stand for which was left out, such as the gateway of a
 * recipe when devices are not imported. Each is said.
 */
export function withoutUnresolved(
  record: BundleRecord,
  fields: BundleFields,
  names: readonly string[],
  bundle: BundleImport,
): BundleFields {
  const kept = { ...fields };
  for (const name of names) {
    if (kept[name] === undefined || bundle.findUnresolved(kept[name]) === undefined) continue;
    bundle.warn(record, `${name} was left out: it names something that was not imported`);
    delete kept[name];
  }
  return kept;
}
