import { queryOptions } from '@tanstack/react-query';
import { request } from '../../api/client.ts';
import { keys } from '../../api/query-keys.ts';

/** The templates that the server offers, by name; there is a handful. */
export const templatesQuery = queryOptions({
  queryKey: keys.templates(),
  queryFn: () => request('GET', '/applicationTemplates', { query: { perPage: 1000, sortField: 'name' } }),
});
