import { readFileSync } from 'node:fs';

export interface TableAction {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly scopes: readonly string[];
}

/** The one table of actions, read as data: the contract's, and what this project adds to it. */
export function readScopeTable(): Map<string, TableAction> {
  const table = new Map<string, TableAction>();
  for (const file of ['actions', 'extensions']) {
    const url = new URL(`../../src/kernel/contract/${file}.json`, import.meta.url);
    const resources = JSON.parse(readFileSync(url, 'utf8')) as Record<
      string,
      Record<string, { method: string; path: string; scopes?: string[] }>
    >;
    for (const [resource, actions] of Object.entries(resources)) {
      for (const [verb, { method, path, scopes = [] }] of Object.entries(actions)) {
        table.set(`${resource}.${verb}`, { name: `${resource}.${verb}`, method, path, scopes });
      }
    }
  }
  return table;
}

export type Kind = 'user' | 'organization' | 'application' | 'device';

/** The scope that stands for everything a kind of caller may ever do. */
const everything: Record<Kind, string> = {
  user: 'all.User',
  organization: 'all.Organization',
  application: 'all.Application',
  device: 'all.Device',
};

const roles = ['none', 'view', 'collaborate', 'edit', 'admin'];

/** A caller, told in the words of the contract. */
export interface Caller {
  readonly name: string;
  /** undefined: sends no token. */
  readonly token: string | undefined;
  /** Undefined for a token that does not work. */
  readonly kind?: Kind;
  readonly scopes: readonly string[];
  /** Role in the application and the organization under test; undefined: may not know of them. */
  readonly applicationRole?: string;
  readonly organizationRole?: string;
  readonly administrator?: boolean;
  readonly isApiToken?: boolean;
}

export type Verdict =
  | 'unauthenticated'
  | 'application absent'
  | 'organization absent'
  | 'dashboard absent'
  | 'forbidden'
  | 'through';

/** What semantics.md, "Who calls: tokens and scopes", says must become of a call. */
export function predict(action: TableAction, caller: Caller): Verdict {
  if (action.scopes.length === 0) {
    // No caller's token is that of a page link, which is looked at after the body.
    if (action.path.startsWith('/shared-page') && action.method === 'GET') return 'unauthenticated';
    // Some dashboards are for everybody; a token that does not work is refused there all the same, after a wrong body.
    const looksAtToken = action.path.startsWith('/dashboards/') && action.method === 'GET';
    return looksAtToken && !caller.kind && caller.token !== undefined ? 'unauthenticated' : 'through';
  }
  if (!caller.kind) return 'unauthenticated';
  const inApplication = action.path.includes('{applicationId}');
  const inOrganization = action.path.includes('{orgId}');
  if (inApplication && (caller.applicationRole ?? 'none') === 'none') return 'application absent';
  if (inOrganization && caller.organizationRole === undefined) return 'organization absent';
  // It is reached as what its organization owns, whoever may do what in its application.
  const isDashboard = action.path.startsWith('/dashboards/{dashboardId}');
  if (isDashboard && (caller.organizationRole ?? 'none') === 'none') return 'dashboard absent';
  if (!action.scopes.includes(everything[caller.kind])) return 'forbidden';
  const takesAll = ['application.export', 'application.clone'].includes(action.name);
  const counts = action.scopes.filter((scope) => !(takesAll && scope === 'all.Application'));
  if (!counts.some((scope) => caller.scopes.includes(scope))) return 'forbidden';
  if (/^\/(users|limits)\b/.test(action.path) && !caller.administrator) return 'forbidden';
  if (action.name === 'me.refreshToken' && caller.isApiToken) return 'forbidden';
  const reads = action.scopes.some((scope) => scope.endsWith('.read'));
  const wanted = inOrganization
    ? ['org.get', 'org.payloadCounts'].includes(action.name)
      ? 'view'
      : 'admin'
    : inApplication
      ? takesAll
        ? 'admin'
        : action.name === 'application.delete'
          ? 'edit'
          : reads
            ? 'view'
            : 'collaborate'
      : isDashboard
        ? reads
          ? 'view'
          : 'collaborate'
        : 'none';
  const role =
    inOrganization || isDashboard ? caller.organizationRole : inApplication ? caller.applicationRole : 'none';
  return roles.indexOf(role ?? 'none') >= roles.indexOf(wanted) ? 'through' : 'forbidden';
}
