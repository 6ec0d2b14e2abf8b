import type { Action } from './actions.ts';
import type { Principal } from './principal.ts';

/**
 * Who may call what (semantics.md, "Who calls: tokens and scopes"). Three questions, all answered here from the table
 * of actions: does the token name a scope of the action, is the action open to this kind of caller at all, and is the
 * caller's standing with the owner of what the path names enough.
 */

/** What a member may do in an organization, least first. The owner of a sandbox application counts as its admin. */
export const roles = ['none', 'view', 'collaborate', 'edit', 'admin'] as const;
/** One of `roles`. */
export type Role = (typeof roles)[number];

/** Whether a role may do all that another one may. */
export function isRoleAtLeast(role: Role, wanted: Role): boolean {
  return roles.indexOf(role) >= roles.indexOf(wanted);
}

/**
 * The scope that opens everything a kind of caller can ever do. An action that does not accept it is closed to that kind
 * whatever other scopes the token names: `device.*` in a device's token does not let the device delete devices.
 */
const ceilings: Readonly<Record<Principal['kind'], string>> = {
  user: 'all.User',
  organization: 'all.Organization',
  application: 'all.Application',
  device: 'all.Device',
};

/**
 * What takes all of an application along at once (resources.md, "Export, import, clone, templates"). `all.Application` does not
 * open it: only who may do it can name it in a token, and everybody who may make tokens at all can give that scope.
 */
const takesAllAlong: ReadonlySet<string> = new Set(['application.export', 'application.clone']);

/** Whether a caller of this kind whose token names these scopes may call the action, on anything that it reaches. */
export function allowsAction(kind: Principal['kind'], scopes: ReadonlySet<string>, action: Action): boolean {
  if (!action.scopes.includes(ceilings[kind])) return false;
  const isNamed = takesAllAlong.has(action.name);
  return action.scopes.some((scope) => scopes.has(scope) && !(isNamed && scope === 'all.Application'));
}

/** Callers by the reach of their kind, least first. */
const kindsByReach: readonly Principal['kind'][] = ['device', 'application', 'organization', 'user'];

/**
 * Whether a scope can open anything at all for callers of this kind. A scope that speaks of a wider level
 * (`all.User` for an application) would only mislead whoever reads the token.
 */
export function isScopeFor(kind: Principal['kind'], scope: string, table: Iterable<Action>): boolean {
  const level = /^all\.\w+/.exec(scope)?.[0];
  if (level !== undefined) {
    const ofLevel = kindsByReach.findIndex((each) => ceilings[each] === level);
    if (ofLevel === -1 || ofLevel > kindsByReach.indexOf(kind)) return false;
  }
  for (const action of table) if (allowsAction(kind, new Set([scope]), action)) return true;
  return false;
}

/** What only administrators of the installation may do: they look after its users, and how much applications may use. */
export function needsAdministrator(action: Action): boolean {
  return action.path === '/users' || action.path.startsWith('/users/') || action.path === '/limits';
}

/** Reading an organization itself is for every member that may see anything of it; the rest of it is its admins'. */
const organizationViews: ReadonlySet<string> = new Set(['org.get', 'org.payloadCounts']);

/**
 * The least role with which a user may call the action on an application or organization: viewers read, collaborators
 * modify an application and what is in it, editors also create and delete applications, admins manage the organization.
 */
export function roleFor(action: Action): Role {
  if (action.path.startsWith('/orgs/{orgId}')) return organizationViews.has(action.name) ? 'view' : 'admin';
  if (action.name === 'application.delete' || action.name === 'applications.post') return 'edit';
  if (takesAllAlong.has(action.name)) return 'admin';
  return action.reads ? 'view' : 'collaborate';
}
