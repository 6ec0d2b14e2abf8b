import { type Action, parametersOf } from '../../kernel/actions.ts';
import type { Resource, ResourceRegistry } from '../resources/resource.ts';

/** What a path names: the resource that stands first in it, and those below. */
export interface PathPlan {
  /** The parameter that the guard resolves before anything else; undefined where the path names nothing or the caller. */
  readonly root: { readonly resource: Resource; readonly parameter: string } | undefined;
  /** `/me/…`: what is below belongs to the caller, who reaches it as its owner. */
  readonly isOwn: boolean;
}

/**
 * Works out who must be asked about each parameter of a path. The first is resolved by the guard, with owner and role; each
 * further one must name a resource that belongs to one before it, so that whoever handles the action looks it up there.
 *
 * @throws Error when a parameter names nothing that is declared: such a route would be open to everyone with its scope
 */
export function planPath(action: Action, resources: ResourceRegistry): PathPlan {
  const isOwn = action.path === '/me' || action.path.startsWith('/me/');
  const [first, ...others] = parametersOf(action.path);
  if (first === undefined) return { root: undefined, isOwn };
  const root = isOwn ? resources.named(first, 'user') : findRoot(first, resources);
  if (!root) throw unresolved(action, first);
  const named = new Set([root.type]);
  for (const parameter of others) {
    const resource = [...named].map((parent) => resources.named(parameter, parent)).find((found) => found);
    if (!resource) throw unresolved(action, parameter);
    named.add(resource.type);
  }
  return { root: isOwn ? undefined : { resource: root, parameter: first }, isOwn };
}

function findRoot(parameter: string, resources: ResourceRegistry): Resource | undefined {
  return resources.named(parameter, 'owner') ?? resources.named(parameter, 'installation');
}

function unresolved(action: Action, parameter: string): Error {
  return new Error(
    `${action.name} cannot be guarded: no resource declares the parameter ${parameter} of ${action.path}`,
  );
}
