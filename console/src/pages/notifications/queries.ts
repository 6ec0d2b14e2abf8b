import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { request } from '../../api/client.ts';
import { keys } from '../../api/query-keys.ts';
import type { Answer } from '../../api/shapes.ts';

export type NotificationRule = Answer<'GET', '/applications/{applicationId}/notification-rules/{notificationRuleId}'>;
export type Message = Answer<'GET', '/applications/{applicationId}/notifications/{notificationId}'>;
export type Inbox = Answer<'GET', '/applications/{applicationId}/notification-inbox'>;

export const rulesPerPage = 25;
export const messagesPerPage = 25;
/** How soon what is new shows: the menu of every page asks. */
const pollMs = 10_000;

export const rulesQuery = (applicationId: string, page: number) =>
  queryOptions({
    queryKey: keys.notificationRuleList(applicationId, page),
    queryFn: () =>
      request('GET', '/applications/{applicationId}/notification-rules', {
        path: { applicationId },
        query: { page, perPage: rulesPerPage },
      }),
    placeholderData: keepPreviousData,
  });

export const messagesQuery = (applicationId: string, question: { page: number; state: Message['state'] | undefined }) =>
  queryOptions({
    queryKey: keys.notificationList(applicationId, question),
    queryFn: () => {
      const { page, state } = question;
      return request('GET', '/applications/{applicationId}/notifications', {
        path: { applicationId },
        query: { page, perPage: messagesPerPage, ...(state === undefined ? {} : { state }) },
      });
    },
    placeholderData: keepPreviousData,
    refetchInterval: pollMs,
  });

/** The newest entries, and how many this user has not read. */
export const inboxQuery = (applicationId: string) =>
  queryOptions({
    queryKey: keys.notificationInbox(applicationId),
    queryFn: () =>
      request('GET', '/applications/{applicationId}/notification-inbox', {
        path: { applicationId },
        query: { limit: 100 },
      }),
    refetchInterval: pollMs,
    // A tab in the background still tells what has happened.
    refetchIntervalInBackground: true,
  });
