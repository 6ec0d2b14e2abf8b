import { parseJson } from '../../kernel/json-text.ts';
import type { Queryable } from '../../platform/database/database.ts';

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
