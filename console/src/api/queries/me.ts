import { queryOptions } from '@tanstack/react-query';
import { request } from '../client.ts';
import { keys } from '../query-keys.ts';

/** The account of whoever is logged in. */
export const meQuery = queryOptions({
  queryKey: keys.me(),
  queryFn: () => request('GET', '/me'),
  staleTime: 60_000,
});
