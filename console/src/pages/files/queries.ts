import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { request } from '../../api/client.ts';
import { keys } from '../../api/query-keys.ts';
import type { FileListing } from './listing.ts';

export const fileListQuery = (applicationId: string, listing: FileListing) =>
  queryOptions({
    queryKey: keys.fileList(applicationId, listing),
    queryFn: () =>
      request('GET', '/applications/{applicationId}/files', { path: { applicationId }, query: { ...listing } }),
    placeholderData: keepPreviousData,
  });

export const fileQuery = (applicationId: string, fileId: string) =>
  queryOptions({
    queryKey: keys.file(applicationId, fileId),
    queryFn: () => request('GET', '/applications/{applicationId}/file/{fileId}', { path: { applicationId, fileId } }),
  });
