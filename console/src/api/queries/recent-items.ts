import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { request } from '../client.ts';
import { keys } from '../query-keys.ts';
import { findVisited, type RecentType } from '../resources.ts';
import type { Body } from '../shapes.ts';

type Visit = Body<'POST', '/me/recentItems'>;

/** What the viewer has opened last of a type, newest first; what belongs to an application is listed below that. */
export const recentItemsQuery = (itemType: RecentType, parentId?: string) =>
  queryOptions({
    queryKey: keys.recentItems(itemType, parentId),
    queryFn: () =>
      request('GET', '/me/recentItems', { query: { itemType, ...(parentId === undefined ? {} : { parentId }) } }),
    staleTime: 30_000,
  });

/** Tells the server which application, device and so on the address is about, so that the search palette offers them first. */
export function useRecordVisits(pathname: string): void {
  const queryClient = useQueryClient();
  const open = useRef<ReadonlySet<string>>(new Set());
  // As text, so that the pages of one thing are one visit.
  const visits = JSON.stringify(findVisited(pathname));
  useEffect(() => {
    const before = open.current;
    const body = JSON.parse(visits) as Visit[];
    open.current = new Set(body.map(({ itemId }) => itemId));
    for (const visit of body) {
      if (before.has(visit.itemId)) continue;
      request('POST', '/me/recentItems', { body: visit }).then(
        (list) => queryClient.setQueryData(keys.recentItems(visit.itemType, visit.parentId), list),
        // A convenience: whatever is wrong with the address or the server, the page itself says.
        () => undefined,
      );
    }
  }, [visits, queryClient]);
}
