import { actions, knownScopes } from '../../kernel/actions.ts';

/** Whether a scope means anything for a token that reaches one application only. */
export function isApplicationScope(scope: string): boolean {
  if (!knownScopes.has(scope)) return false;
  for (const action of actions.values()) {
    if (action.path.startsWith('/applications/{applicationId}') && action.scopes.includes(scope)) {
      return !/^all\.(User|Organization|SolutionUser)/.test(scope);
    }
  }
  return false;
}

/**
 * Whether a caller with `held` scopes may give `wanted` to a new token: every action that the new scope opens must
 * already be open to the caller. Comparing actions rather than names makes it hold for every pair of scopes.
 */
export function canGrant(held: ReadonlySet<string>, wanted: string): boolean {
  for (const action of actions.values()) {
    if (action.scopes.includes(wanted) && !action.scopes.some((scope) => held.has(scope))) return false;
  }
  return true;
}
