import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect } from 'react';
import { call } from '../client.ts';

export interface RecentItems {
  readonly items: readonly { readonly id: string; readonly name: string }[];
}

type ItemType = 'application' | 'device';

const keyOf = (itemType: ItemType, parentId = '') => ['recentItems', itemType, parentId];

/** What the viewer has opened last, newest first. Devices are listed below their application. */
export const recentItemsQuery = (itemType: ItemType, parentId?: string) =>
  queryOptions({
    queryKey: keyOf(itemType, parentId),
    queryFn: () => call<RecentItems>('GET', '/me/recentItems', { query: { itemType, parentId } }),
    staleTime: 30_000,
  });

const isId = (text: string | undefined): text is string => text !== undefined && /^[0-9a-f]{24}$/i.test(text);

/** Tells the server which application and device are open, so that the search palette offers them first. */
export function useRecordVisits(applicationId: string | undefined, deviceId: string | undefined): void {
  const queryClient = useQueryClient();
  const record = useCallback(
    (itemType: ItemType, itemId: string, parentId?: string) =>
      call<RecentItems>('POST', '/me/recentItems', { body: { itemType, itemId, parentId } }).then(
        (list) => queryClient.setQueryData(keyOf(itemType, parentId), list),
        // A convenience: whatever is wrong with the address or the server, the page itself says.
        () => undefined,
      ),
    [queryClient],
  );
  useEffect(() => {
    if (isId(applicationId)) void record('application', applicationId);
  }, [applicationId, record]);
  useEffect(() => {
    if (isId(applicationId) && isId(deviceId)) void record('device', deviceId, applicationId);
  }, [applicationId, deviceId, record]);
}
