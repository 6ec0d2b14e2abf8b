import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { request } from '../../api/client.ts';
import { keys } from '../../api/query-keys.ts';
import { type EventListing, toEventQuery } from './listing.ts';

/** How soon a change is noticed where no stream is open: the menu of every page shows how many are new. */
const pollMs = 10_000;

/** One page of the events. */
export const eventListQuery = (applicationId: string, listing: EventListing) =>
  queryOptions({
    queryKey: keys.eventList(applicationId, listing),
    queryFn: () => {
      const { page, perPage, sortField, sortDirection, ...filter } = listing;
      const query = toEventQuery(filter);
      return request('GET', '/applications/{applicationId}/events', {
        path: { applicationId },
        query: {
          page,
          perPage,
          sortField,
          sortDirection,
          ...(query === undefined ? {} : { query: JSON.stringify(query) }),
        },
      });
    },
    placeholderData: keepPreviousData,
  });

export const eventQuery = (applicationId: string, eventId: string) =>
  queryOptions({
    queryKey: keys.event(applicationId, eventId),
    queryFn: () =>
      request('GET', '/applications/{applicationId}/events/{eventId}', { path: { applicationId, eventId } }),
  });

/** How many events are new, and the most severe of them. */
export const newEventsQuery = (applicationId: string) =>
  queryOptions({
    queryKey: keys.newEvents(applicationId),
    queryFn: () =>
      request('GET', '/applications/{applicationId}/events/mostRecentBySeverity', { path: { applicationId } }),
    refetchInterval: pollMs,
  });
