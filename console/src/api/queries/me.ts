import { queryOptions } from '@tanstack/react-query';
import { request } from '../client.ts';

/** The account of whoever is logged in. */
export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: () => request('GET', '/me'),
  staleTime: 60_000,
});
