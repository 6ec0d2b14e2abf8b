import { invalid } from '../../kernel/errors.ts';
import { parseJson } from '../../kernel/json-text.ts';
import type { Condition } from './store.ts';

/** An advanced event query as it arrives. */
export type EventQuery = Readonly<Record<string, unknown>>;

/** A query that travels as JSON text in the query string. @throws AppError Validation when it is no object */
export function parseEventQuery(text: string, field: string): EventQuery {
  try {
    const query: unknown = parseJson(text);
    if (typeof query === 'object' && query !== null && !Array.isArray(query)) return query as EventQuery;
  } catch {
    // Said below.
  }
  throw invalid(field, 'must be a JSON object');
}

export function compileEventQuery(query: object, field: string): Condition | undefined {
  if (Object.keys(query).length === 0) return undefined;
  throw invalid(field, 'is not supported yet');
}
