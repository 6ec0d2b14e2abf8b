import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { request } from '../client.ts';
import { keys } from '../query-keys.ts';
import { filterByName } from './paging.ts';

export const applicationQuery = (applicationId: string) =>
  queryOptions({
    queryKey: keys.application(applicationId),
    queryFn: () => request('GET', '/applications/{applicationId}', { path: { applicationId } }),
  });

/** At most 50 applications, by name; the server filters. */
export const applicationsQuery = (filter: string) =>
  queryOptions({
    queryKey: keys.applicationList(filter),
    queryFn: () =>
      request('GET', '/applications', { query: { perPage: 50, sortField: 'name', ...filterByName(filter) } }),
    placeholderData: keepPreviousData,
  });
