import { type Action, type ActionTable, actions } from '../../kernel/actions.ts';
import { allowsAction, isRoleAtLeast, type Role, roleFor } from '../../kernel/permissions.ts';
import type { Principal } from '../../kernel/principal.ts';

/**
 * The first action that a scope would open for the new token but that its creator may not use itself, or undefined when
 * the creator may give the scope. Comparing actions rather than names makes it hold for every pair of scopes.
 *
 * @param creator who makes the token, and its role with the token's owner (undefined for the caller's own account)
 */
export function findActionBeyond(
  creator: { readonly principal: Pick<Principal, 'kind' | 'scopes'>; readonly role: Role | undefined },
  bearer: Principal['kind'],
  scope: string,
  table: ActionTable = actions,
): Action | undefined {
  const { principal, role } = creator;
  const wanted = new Set([scope]);
  for (const action of table.values()) {
    if (!allowsAction(bearer, wanted, action)) continue;
    if (!allowsAction(principal.kind, principal.scopes, action)) return action;
    if (role !== undefined && !isRoleAtLeast(role, roleFor(action))) return action;
  }
  return undefined;
}
