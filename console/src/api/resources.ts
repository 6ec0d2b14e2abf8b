import { t } from '../words/words.ts';
import resources from './resources.json' with { type: 'json' };
import type { Query } from './shapes.ts';

/** A type of resource as the server declares it; `npm run generate` writes resources.json from its registry. */
export interface ResourceType {
  readonly type: string;
  /** What one of them is called. */
  readonly label: string;
  /** Where the console shows one, below /console; `{id}` is its own id, other names are those of its parents. */
  readonly path: string;
  /** Whether a search in its application finds it. */
  readonly search: boolean;
  /** Whether opening one is remembered. */
  readonly recent: boolean;
  /** The type that it belongs to. */
  readonly parent?: string;
}

export const resourceTypes: readonly ResourceType[] = resources.map((each) => ({ ...each, label: t(each.label) }));

/** A type whose visits the API takes (`itemType` of `/me/recentItems`); the values are the API's. */
export type RecentType = Query<'GET', '/me/recentItems'>['itemType'];

/** The types whose visits are remembered. */
export const recentTypes = resourceTypes.filter(({ recent }) => recent) as readonly (ResourceType & {
  readonly type: RecentType;
})[];

/** How a type is called, also one that this console does not know. */
export function nameType(type: string): string {
  return resourceTypes.find((each) => each.type === type)?.label ?? type;
}

/** The page of a resource below /console; without one of its own, that of its application. */
export function findPath(type: string, ids: { id: string; applicationId?: string | undefined }): string {
  const { id, applicationId = '' } = ids;
  const path = resourceTypes.find((each) => each.type === type)?.path ?? '/applications/{applicationId}';
  return path.replace('{applicationId}', applicationId).replace('{id}', id);
}

const idPattern = '([0-9a-fA-F]{24})';

/** The remembered resources that an address is about, with the application that each is in. */
export function findVisited(pathname: string): { itemType: RecentType; itemId: string; parentId?: string }[] {
  return recentTypes.flatMap(({ type, path, parent }) => {
    const pattern = path.replace('{applicationId}', idPattern).replace('{id}', idPattern);
    const ids = new RegExp(`^${pattern}(?:/|$)`).exec(pathname)?.slice(1);
    const itemId = ids?.at(-1);
    if (itemId === undefined) return [];
    return [{ itemType: type, itemId, ...(parent !== undefined && ids?.[0] ? { parentId: ids[0] } : {}) }];
  });
}
