import { queryOptions } from '@tanstack/react-query';
import { call } from '../client.ts';

/** What the server tells of itself at `/`. */
export interface ServerDescription {
  readonly version: string;
  readonly mqtt?: { readonly port: number; readonly tls: boolean; readonly webSocket: string };
}

/** Changes only when the server is started again. */
export const serverQuery = queryOptions({
  queryKey: ['server'],
  queryFn: () => call<ServerDescription>('GET', '/'),
  staleTime: 300_000,
});
