import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { request } from '../client.ts';
import { keys } from '../query-keys.ts';
import type { Application } from '../types.ts';
import { filterByName } from './paging.ts';

/**
 * One application by its id; fails with an `ApiError`, of status 404 for one that is gone or not visible to the viewer.
 */
export const applicationQuery = (applicationId: string) =>
  queryOptions({
    queryKey: keys.application(applicationId),
    queryFn: () => request('GET', '/applications/{applicationId}', { path: { applicationId } }),
  });

/** The organizations that one is in, by name: at most 100, each of which is asked for its applications. */
export const ownersQuery = queryOptions({
  queryKey: keys.owners(),
  queryFn: () => request('GET', '/orgs', { query: { perPage: 100, sortField: 'name' } }),
  staleTime: 30_000,
});

/** An application with the name of the organization that owns it; without one it is one's own. */
export type ListedApplication = Pick<Application, 'id' | 'name' | 'summary'> & { readonly organization?: string };

/**
 * One's own applications and those of one's organizations, by name: at most 50 of each owner; the server filters. It lists
 * one owner's at a time.
 */
export const applicationsQuery = (filter: string) =>
  queryOptions({
    queryKey: keys.applicationList(filter),
    queryFn: async ({ client }) => {
      const query = { perPage: 50, sortField: 'name', ...filterByName(filter) } as const;
      const [own, organizations] = await Promise.all([
        request('GET', '/applications', { query }),
        client.fetchQuery(ownersQuery),
      ]);
      const theirs = await Promise.all(
        organizations.items.map(async ({ id, name }) => {
          const list = await request('GET', '/applications', { query: { ...query, orgId: id } });
          return { ...list, items: list.items.map((application) => ({ ...application, organization: name })) };
        }),
      );
      const lists = [own, ...theirs];
      const items: ListedApplication[] = lists.flatMap((list) => list.items);
      return {
        items: items.toSorted((a, b) => a.name.localeCompare(b.name)),
        totalCount: lists.reduce((sum, { totalCount }) => sum + totalCount, 0),
      };
    },
    placeholderData: keepPreviousData,
  });
