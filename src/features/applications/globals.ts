import { invalid } from '../../kernel/errors.ts';
import { findJsonTextFault, parseJson } from '../../kernel/json-text.ts';
import type { Queryable } from '../../platform/database/database.ts';
import type { ApplicationPatch } from './schemas.ts';

/** The globals of an application by key, each as the JSON value that it holds; empty for an application that is not there. */
export async function readGlobals(db: Queryable, applicationRowId: number): Promise<ReadonlyMap<string, unknown>> {
  const row = await db
    .selectFrom('application')
    .where('application_row_id', '=', applicationRowId)
    .select('globals')
    .executeTakeFirst();
  const globals = (row?.globals ?? []) as readonly { readonly key: string; readonly json: string }[];
  return new Map(globals.map(({ key, json }) => [key, parseJson(json)]));
}

/** The rules of `globals` that a schema cannot say: keys are unique, values are JSON that can be kept. */
export function checkGlobals(globals: ApplicationPatch['globals']): void {
  const keys = new Set<string>();
  for (const [index, { key, json }] of (globals ?? []).entries()) {
    // Templates reach no value of that name.
    if (key === '__proto__') throw invalid(`globals[${index}].key`, 'must not be __proto__');
    if (keys.has(key)) throw invalid(`globals[${index}].key`, `must be unique; "${key}" appears twice`);
    keys.add(key);
    checkGlobal(json, `globals[${index}].json`);
  }
}

/** @throws AppError Validation naming the field whose text is no JSON that can be kept */
export function checkGlobal(json: string, field: string): void {
  const fault = findJsonTextFault(json);
  if (fault !== undefined) throw invalid(field, fault);
}
