import { queryOptions } from '@tanstack/react-query';
import { request } from '../client.ts';
import { keys } from '../query-keys.ts';

/** What the server tells of itself at `/`. Changes only when the server is started again. */
export const serverQuery = queryOptions({
  queryKey: keys.server(),
  queryFn: () => request('GET', '/'),
  staleTime: 300_000,
});
