import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { request } from '../../api/client.ts';
import { keys } from '../../api/query-keys.ts';

export const certificatesPerPage = 25;

/** One page of the certificates, counted from 0, by name. */
export const certificatesQuery = (applicationId: string, page: number) =>
  queryOptions({
    queryKey: keys.certificateList(applicationId, page),
    queryFn: () =>
      request('GET', '/applications/{applicationId}/certificates', {
        path: { applicationId },
        query: { page, perPage: certificatesPerPage },
      }),
    placeholderData: keepPreviousData,
  });

export const authoritiesPerPage = 10;

/** One page of the certificate authorities, counted from 0, by name. */
export const authoritiesQuery = (applicationId: string, page: number) =>
  queryOptions({
    queryKey: keys.certificateAuthorityList(applicationId, page),
    queryFn: () =>
      request('GET', '/applications/{applicationId}/certificate-authorities', {
        path: { applicationId },
        query: { page, perPage: authoritiesPerPage },
      }),
    placeholderData: keepPreviousData,
  });
