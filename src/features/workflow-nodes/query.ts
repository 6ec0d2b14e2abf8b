import { isContainer } from '../../platform/language/index.ts';

/**
 * A query of a node (workflows.md, "4. Paths, templates, expressions") without its empty `$or` and `$and`: they select everything here as
 * they do in the API, which refuses an empty `$or` where something is deleted.
 */
export function readQuery(query: unknown): unknown {
  if (Array.isArray(query)) return query.map(readQuery);
  if (!isContainer(query)) return query;
  const isSaid = ([key, value]: [string, unknown]): boolean =>
    !((key === '$or' || key === '$and') && Array.isArray(value) && value.length === 0);
  return Object.fromEntries(
    Object.entries(query)
      .filter(isSaid)
      .map(([key, value]) => [key, readQuery(value)]),
  );
}
