import type { Action } from '../../kernel/actions.ts';
import type { ApplicationRef, OrganizationRef, OwnerRef } from '../../kernel/owner.ts';
import type { Role } from '../../kernel/permissions.ts';
import type { Principal } from '../../kernel/principal.ts';
import type { Resource } from '../resources/resource.ts';

/** What the first parameter of a path names, once the caller is known to reach it, and the caller's role there. */
export interface Reached {
  readonly role: Role;
  readonly application?: ApplicationRef;
  readonly organization?: OrganizationRef;
  readonly owner?: OwnerRef;
}

/** Decides who may call; asked by the action router before anything else of a request is looked at. */
export interface Gatekeeper {
  /** The bearer of a token, or undefined for any token that does not work (unknown, expired, inactive, revoked). */
  authenticate(token: string): Promise<Principal | undefined>;
  /**
   * What the id names, if this caller may see it at all; undefined both when it may not and when there is none. Only for
   * resources that stand first in a path: applications, organizations, users, what an owner has.
   */
  reach(principal: Principal, resource: Resource, id: string): Promise<Reached | undefined>;
  /**
   * Whether the caller's scopes, and its role on what the path names, open this action. Without a role, only actions whose
   * path names nothing are open.
   */
  allows(principal: Principal, action: Action, role: Role | undefined): boolean;
}
