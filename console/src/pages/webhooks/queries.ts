import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { request } from '../../api/client.ts';
import { keys } from '../../api/query-keys.ts';
import type { Answer } from '../../api/shapes.ts';

export type Webhook = Answer<'GET', '/applications/{applicationId}/webhooks/{webhookId}'>;
export type WebhookCall = Answer<'GET', '/applications/{applicationId}/webhooks/{webhookId}/calls'>['items'][number];

export const webhooksPerPage = 25;

/** One page of the webhooks, counted from 0, by name. */
export const webhooksQuery = (applicationId: string, page: number) =>
  queryOptions({
    queryKey: keys.webhookList(applicationId, page),
    queryFn: () =>
      request('GET', '/applications/{applicationId}/webhooks', {
        path: { applicationId },
        query: { page, perPage: webhooksPerPage },
      }),
    placeholderData: keepPreviousData,
  });

export const webhookQuery = (applicationId: string, webhookId: string) =>
  queryOptions({
    queryKey: keys.webhook(applicationId, webhookId),
    queryFn: () =>
      request('GET', '/applications/{applicationId}/webhooks/{webhookId}', { path: { applicationId, webhookId } }),
  });

/** How soon a call shows by itself. */
const callsMs = 5_000;

/** The last calls, newest first. */
export const callsQuery = (applicationId: string, webhookId: string) =>
  queryOptions({
    queryKey: keys.webhookCalls(applicationId, webhookId),
    queryFn: () =>
      request('GET', '/applications/{applicationId}/webhooks/{webhookId}/calls', {
        path: { applicationId, webhookId },
      }),
    refetchInterval: callsMs,
  });
