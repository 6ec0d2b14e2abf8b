/**
 * The LIKE pattern (escape character `\`, PostgreSQL's default) for a list filter: `*` matches any run of characters and
 * everything else itself, over the whole value; a filter without `*` matches only the value it spells. List filters ignore
 * case (semantics.md, "Conventions"): fold it and the value as `fold-case.ts` says.
 */
export function likePattern(filter: string): string {
  // One "%" for a run of "*" means the same and spares the database the backtracking.
  return filter.replace(/[\\%_]/g, '\\$&').replace(/\*+/g, '%');
}
