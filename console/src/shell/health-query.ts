import { queryOptions } from '@tanstack/react-query';
import { request } from '../api/client.ts';
import { keys } from '../api/query-keys.ts';

/** A disk fills and empties in minutes, and a network comes and goes. */
const lookEveryMs = 15_000;

/** What the server says of itself, looked at again and again; a TypeError while it cannot be reached. */
export const healthQuery = queryOptions({
  queryKey: keys.health(),
  queryFn: () => request('GET', '/health'),
  refetchInterval: lookEveryMs,
  // Pages say themselves when the server is away.
  retry: false,
});
