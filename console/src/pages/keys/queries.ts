import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { request } from '../../api/client.ts';

export const keysPerPage = 25;

/** One page of the access keys, counted from 0, newest first. */
export const keysQuery = (applicationId: string, page: number) =>
  queryOptions({
    queryKey: ['keys', applicationId, page],
    queryFn: () =>
      request('GET', '/applications/{applicationId}/keys', {
        path: { applicationId },
        query: { page, perPage: keysPerPage, sortField: 'creationDate', sortDirection: 'desc' },
      }),
    placeholderData: keepPreviousData,
  });

/** Devices to choose from, by part of their name; at most 20, the server filters. */
export const deviceChoicesQuery = (applicationId: string, filter: string) =>
  queryOptions({
    queryKey: ['deviceChoices', applicationId, filter],
    queryFn: () =>
      request('GET', '/applications/{applicationId}/devices', {
        path: { applicationId },
        query: {
          perPage: 20,
          sortField: 'name',
          ...(filter === '' ? {} : { filterField: 'name', filter: `*${filter}*` }),
        },
      }),
    placeholderData: keepPreviousData,
  });
