import { Type } from 'typebox';
import { id } from '../../platform/http/schemas.ts';
import type { ResourceRegistry } from '../../platform/resources/resource.ts';

/** What the contract's schema lists, built or not. */
const contractTypes = ['application', 'device', 'flow', 'dashboard', 'organization'];

export interface RecentItem {
  readonly itemType: string;
  readonly itemId: string;
  readonly parentId?: string;
}

export interface RecentItemsQuery {
  readonly itemType: string;
  readonly parentId?: string;
}

/** The schemas of recent items, for the types of the contract and those that features declare as `isRecent`. */
export function makeRecentItemSchemas(resources: ResourceRegistry) {
  const declared = resources.all.filter(({ isRecent }) => isRecent).map(({ type }) => type);
  const itemType = Type.Enum([...new Set([...contractTypes, ...declared])]);
  const parentId = Type.Optional(id);
  return {
    item: Type.Object({ itemType, itemId: id, parentId }, { additionalProperties: false, title: 'Recent Item' }),
    query: Type.Object({ itemType, parentId }),
    list: Type.Object(
      { itemType, parentId, items: Type.Array(Type.Object({ id, name: Type.String() })) },
      { title: 'Recent Item List' },
    ),
  };
}
