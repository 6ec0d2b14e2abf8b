import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { request } from '../../api/client.ts';
import { keys } from '../../api/query-keys.ts';

export const credentialsPerPage = 25;

/** One page of the credentials, counted from 0, by name. */
export const credentialsQuery = (applicationId: string, page: number) =>
  queryOptions({
    queryKey: keys.credentialList(applicationId, page),
    queryFn: () =>
      request('GET', '/applications/{applicationId}/credentials', {
        path: { applicationId },
        query: { page, perPage: credentialsPerPage, sortField: 'name', sortDirection: 'asc' },
      }),
    placeholderData: keepPreviousData,
  });

/** What names a credential. */
export const linkedResourcesQuery = (applicationId: string, credentialId: string) =>
  queryOptions({
    queryKey: keys.linkedResources(applicationId, credentialId),
    queryFn: () =>
      request('GET', '/applications/{applicationId}/credentials/{credentialId}/linkedResources', {
        path: { applicationId, credentialId },
      }),
  });
