interface Bearer {
  /** 24-hex id of the token's row; what `token.revoked` names. */
  readonly tokenId: string;
  readonly scopes: ReadonlySet<string>;
  /** Epoch ms at which the token stops working; Infinity when it does not expire. */
  readonly expiresAt: number;
  /**
   * Epoch ms that nothing which is made with the token may outlive: its own end, or Infinity for a token that does not
   * expire and for a login of full length, which proves who somebody is as well as logging in again would.
   */
  readonly grantsUntil: number;
}

/** A person, or a program with a person's API token. */
export interface UserPrincipal extends Bearer {
  readonly kind: 'user';
  /** Whether a person logged in ("user") or a program uses the person's API token ("apiToken"): payload accounting. */
  readonly via: 'user' | 'apiToken';
  readonly userRowId: number;
  readonly userId: string;
  /** The user's generation of tokens; what is made with the token carries it on. */
  readonly generation: number;
  /** Whether the user looks after the installation's users. */
  readonly administrator: boolean;
}

/** A program with a token of an organization: it reaches what the organization owns. */
export interface OrganizationPrincipal extends Bearer {
  readonly kind: 'organization';
  readonly via: 'apiToken';
  readonly organizationRowId: number;
  readonly organizationId: string;
}

/** A workflow that acts in the name of its application. */
export interface ActingFlow {
  readonly flowId: string;
  readonly name: string;
  /** How many workflows in a row have led here, this one included. */
  readonly chain: number;
}

/** An application: a program with its API token, a workflow of it, or whoever opens what is shared of it. */
export interface ApplicationPrincipal extends Bearer {
  readonly kind: 'application';
  /** `public`: somebody without a login, by something that is shared. */
  readonly via: 'apiToken' | 'public';
  readonly applicationId: string;
  /** Present when a workflow of the application acts, and not a program with a token. */
  readonly flow?: ActingFlow;
}

export interface DevicePrincipal extends Bearer {
  readonly kind: 'device';
  readonly via: 'device';
  readonly applicationId: string;
  readonly deviceId: string;
  readonly deviceClass: string;
  readonly deviceRowId: number;
  readonly accessKeyRowId: number;
  /** A key limited to some devices reaches only its own device and that device's peripherals. */
  readonly restricted: boolean;
}

/** Who is calling, as its bearer token proves (contract: semantics.md, "Who calls: tokens and scopes"). */
export type Principal = UserPrincipal | OrganizationPrincipal | ApplicationPrincipal | DevicePrincipal;

/** The workflow that acts; undefined when somebody else calls. */
export function actingFlowOf(principal: Principal): ActingFlow | undefined {
  return principal.kind === 'application' ? principal.flow : undefined;
}

/**
 * Somebody without a login, who does what something that is shared lets everybody do. It holds no token and reaches nothing:
 * whoever passes it on has decided what it may do.
 */
export const publicCaller: ApplicationPrincipal = {
  kind: 'application',
  via: 'public',
  tokenId: '',
  scopes: new Set(),
  expiresAt: Number.POSITIVE_INFINITY,
  grantsUntil: Number.POSITIVE_INFINITY,
  applicationId: '',
};

/** What usage counts call who has caused something over REST: `user.rest`, `apiToken.rest`, or `flow.flow` for a workflow. */
export function countSourceOf(principal: Principal): string {
  return actingFlowOf(principal) ? 'flow.flow' : `${principal.via}.rest`;
}
