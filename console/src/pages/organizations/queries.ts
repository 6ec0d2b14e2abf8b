import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { request } from '../../api/client.ts';
import { keys } from '../../api/query-keys.ts';

export const organizationsPerPage = 25;

/** One page of the organizations that one is a member of, counted from 0, by name. */
export const organizationsQuery = (page: number) =>
  queryOptions({
    queryKey: keys.organizationList(page),
    queryFn: () => request('GET', '/orgs', { query: { page, perPage: organizationsPerPage, sortField: 'name' } }),
    placeholderData: keepPreviousData,
  });

export const organizationQuery = (orgId: string) =>
  queryOptions({
    queryKey: keys.organization(orgId),
    queryFn: () => request('GET', '/orgs/{orgId}', { path: { orgId } }),
  });

/** The applications of an organization that one may see, by name: at most 1000. */
export const organizationApplicationsQuery = (orgId: string) =>
  queryOptions({
    queryKey: keys.organizationApplications(orgId),
    queryFn: () => request('GET', '/applications', { query: { orgId, perPage: 1000, sortField: 'name' } }),
  });

/** The invitations that nobody has answered yet. */
export const invitationsQuery = (orgId: string) =>
  queryOptions({
    queryKey: keys.invitations(orgId),
    queryFn: () => request('GET', '/orgs/{orgId}/invites', { path: { orgId } }),
  });
