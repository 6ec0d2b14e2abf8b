import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { request } from '../../api/client.ts';
import { keys } from '../../api/query-keys.ts';

export const keysPerPage = 25;

/** One page of the access keys, counted from 0, newest first. */
export const keysQuery = (applicationId: string, page: number) =>
  queryOptions({
    queryKey: keys.accessKeyList(applicationId, page),
    queryFn: () =>
      request('GET', '/applications/{applicationId}/keys', {
        path: { applicationId },
        query: { page, perPage: keysPerPage, sortField: 'creationDate', sortDirection: 'desc' },
      }),
    placeholderData: keepPreviousData,
  });
