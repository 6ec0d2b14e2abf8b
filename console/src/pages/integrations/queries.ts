import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { request } from '../../api/client.ts';
import { keys } from '../../api/query-keys.ts';
import type { Answer } from '../../api/shapes.ts';
import { t } from '../../words/words.ts';

export type Integration = Answer<'GET', '/applications/{applicationId}/integrations/{integrationId}'>;
export type IntegrationType = Integration['integrationType'];

export const integrationsPerPage = 25;
/** How long a page may take to notice that a connection has come or gone. */
const statusMs = 3_000;

/** What each type is called by people. */
export const typeNames: Readonly<Record<IntegrationType, string>> = {
  mqtt: t('MQTT broker'),
  googlePubSub: 'Google Pub/Sub',
  particle: 'Particle',
  meridian: 'Meridian',
};

/** One page of the integrations, counted from 0, by name. */
export const integrationsQuery = (applicationId: string, page: number) =>
  queryOptions({
    queryKey: keys.integrationList(applicationId, page),
    queryFn: () =>
      request('GET', '/applications/{applicationId}/integrations', {
        path: { applicationId },
        query: { page, perPage: integrationsPerPage },
      }),
    placeholderData: keepPreviousData,
    refetchInterval: statusMs,
  });

export const integrationQuery = (applicationId: string, integrationId: string) =>
  queryOptions({
    queryKey: keys.integration(applicationId, integrationId),
    queryFn: () =>
      request('GET', '/applications/{applicationId}/integrations/{integrationId}', {
        path: { applicationId, integrationId },
      }),
    refetchInterval: statusMs,
  });
