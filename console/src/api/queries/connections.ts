import { queryOptions } from '@tanstack/react-query';
import { call } from '../client.ts';
import type { Device, Page } from '../types.ts';

export interface ConnectionInfo {
  readonly connected?: boolean | number | null;
  readonly time?: string;
  readonly connectedAt?: string;
  readonly disconnectedAt?: string;
  readonly disconnectReason?: string;
}
export type ConnectedDevice = Device & { readonly connectionInfo?: ConnectionInfo };

const shown = 8;
const dayMs = 86_400_000;

/** How many devices are connected, and the first few of them by name. */
export const connectedDevicesQuery = (applicationId: string) =>
  queryOptions({
    queryKey: ['connectedDevices', applicationId],
    queryFn: () =>
      call<Page<ConnectedDevice>>('GET', `/applications/${applicationId}/devices`, {
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
    queryKey: ['recentConnections', applicationId],
    queryFn: () => {
      const since = { $gt: Date.now() - dayMs };
      return call<Page<ConnectedDevice>>('GET', `/applications/${applicationId}/devices`, {
        query: { query: JSON.stringify({ $or: [{ connectedAt: since }, { disconnectedAt: since }] }), perPage: 100 },
      });
    },
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
