import type { Action } from '../../kernel/actions.ts';
import type { Principal } from '../../kernel/principal.ts';

/** The application that a path names, once the caller is known to reach it. */
export interface ApplicationRef {
  readonly applicationKey: number;
  readonly applicationId: string;
}

/** Decides who may call; asked by the action router before anything else of a request is looked at. */
export interface Gatekeeper {
  /** The bearer of a token, or undefined for any token that does not work (unknown, expired, inactive, revoked). */
  authenticate(token: string): Promise<Principal | undefined>;
  /** The application if this caller may see it at all; undefined both when it may not and when there is none. */
  reachApplication(principal: Principal, applicationId: string): Promise<ApplicationRef | undefined>;
  /** Whether the caller's scopes and standing open this action. */
  allows(principal: Principal, action: Action): boolean;
}
