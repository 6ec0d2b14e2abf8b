import type { Action } from '../../kernel/actions.ts';
import type { Role } from '../../kernel/permissions.ts';
import type { Principal } from '../../kernel/principal.ts';

/** Whose something is: a user's sandbox, or an organization. */
export interface OwnerRef {
  readonly ownerType: 'user' | 'organization';
  /** 24-hex id of the user or organization. */
  readonly ownerId: string;
}

/** The application that a path names, once the caller is known to reach it. */
export interface ApplicationRef extends OwnerRef {
  readonly applicationRowId: number;
  readonly applicationId: string;
}

/** The organization that a path names, once the caller is known to reach it. */
export interface OrganizationRef {
  readonly organizationRowId: number;
  readonly organizationId: string;
}

/** Decides who may call; asked by the action router before anything else of a request is looked at. */
export interface Gatekeeper {
  /** The bearer of a token, or undefined for any token that does not work (unknown, expired, inactive, revoked). */
  authenticate(token: string): Promise<Principal | undefined>;
  /**
   * The application if this caller may see it at all, and the caller's role there; undefined both when it may not and
   * when there is none.
   */
  reachApplication(
    principal: Principal,
    applicationId: string,
  ): Promise<{ readonly application: ApplicationRef; readonly role: Role } | undefined>;
  /** As `reachApplication`, for an organization. */
  reachOrganization(
    principal: Principal,
    organizationId: string,
  ): Promise<{ readonly organization: OrganizationRef; readonly role: Role } | undefined>;
  /** Whether the caller's scopes, and its role on what the path names (if it names anything), open this action. */
  allows(principal: Principal, action: Action, role: Role | undefined): boolean;
}
