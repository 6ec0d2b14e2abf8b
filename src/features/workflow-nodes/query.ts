import { isContainer } from '../../platform/language/index.ts';

/**
 * A query of a node (workflows.md, "4. Paths, templates, expressions") as the API understands it: there an empty list of alternatives
 * matches nothing.
 */
export function readQuery(query: unknown): unknown {
  if (Array.isArray(query)) return query.map(readQuery);
  if (!isContainer(query)) return query;
  const entries = Object.entries(query).flatMap(([key, value]): [string, unknown][] => {
    const isEmpty = Array.isArray(value) && value.length === 0;
    if (isEmpty && (key === '$or' || key === '$and')) return [];
    if (isEmpty && key === '$nor') return [['$or', []]];
    return [[key, readQuery(value)]];
  });
  return Object.fromEntries(entries);
}
