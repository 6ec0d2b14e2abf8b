import { type Static, Type } from 'typebox';
import { id } from '../../platform/http/schemas.ts';

export const itemTypes = ['application', 'device', 'flow', 'dashboard', 'organization'] as const;
const itemType = Type.Enum([...itemTypes]);

export const recentItem = Type.Object(
  { itemType, itemId: id, parentId: Type.Optional(id) },
  { additionalProperties: false, title: 'Recent Item' },
);
export type RecentItem = Static<typeof recentItem>;

export const recentItemsQuery = Type.Object({ itemType, parentId: Type.Optional(id) });

export const recentItemList = Type.Object(
  {
    itemType,
    parentId: Type.Optional(id),
    items: Type.Array(Type.Object({ id, name: Type.String() })),
  },
  { title: 'Recent Item List' },
);
