import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { request } from '../../api/client.ts';

export const organizationsPerPage = 25;

/** One page of the organizations that one is a member of, counted from 0, by name. */
export const organizationsQuery = (page: number) =>
  queryOptions({
    queryKey: ['organizations', page],
    queryFn: () => request('GET', '/orgs', { query: { page, perPage: organizationsPerPage, sortField: 'name' } }),
    placeholderData: keepPreviousData,
  });

export const organizationQuery = (orgId: string) =>
  queryOptions({
    queryKey: ['organization', orgId],
    queryFn: () => request('GET', '/orgs/{orgId}', { path: { orgId } }),
  });

/** The invitations that nobody has answered yet. */
export const invitationsQuery = (orgId: string) =>
  queryOptions({
    queryKey: ['invitations', orgId],
    queryFn: () => request('GET', '/orgs/{orgId}/invites', { path: { orgId } }),
  });
