import { queryOptions } from '@tanstack/react-query';
import { request } from '../client.ts';
import { keys } from '../query-keys.ts';

const shown = 8;
const dayMs = 86_400_000;

/** How many devices are connected, and the first few of them by name. */
export const connectedDevicesQuery = (applicationId: string) =>
  queryOptions({
    queryKey: keys.connectedDevices(applicationId),
    queryFn: () =>
      request('GET', '/applications/{applicationId}/devices', {
        path: { applicationId },
        query: { query: JSON.stringify({ connectionStatus: 'connected' }), perPage: shown, sortField: 'name' },
      }),
    refetchInterval: 15_000,
  });

/**
 * Devices that have come or gone within a day, at most a hundred: what the live log cannot tell, because it begins when
 * somebody looks. Asked once; from then on the log carries on.
 */
export const recentConnectionsQuery = (applicationId: string) =>
  queryOptions({
    queryKey: keys.recentConnections(applicationId),
    queryFn: () => {
      const since = { $gt: Date.now() - dayMs };
      return request('GET', '/applications/{applicationId}/devices', {
        path: { applicationId },
        query: { query: JSON.stringify({ $or: [{ connectedAt: since }, { disconnectedAt: since }] }), perPage: 100 },
      });
    },
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
