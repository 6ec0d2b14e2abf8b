import type { ActionRouter } from '../../platform/http/action-router.ts';
import { successAnswer } from '../../platform/http/schemas.ts';
import {
  integration,
  integrationDeleteQuery,
  integrationMessage,
  integrationPatch,
  integrationPost,
  integrations,
  integrationsQuery,
  publishResult,
} from './schemas.ts';
import type { IntegrationService } from './service.ts';

/** Connections of an application to other systems. */
export function registerIntegrationRoutes(router: ActionRouter, service: IntegrationService): void {
  router.handle('integrations.get', {
    summary: 'The integrations of an application with their status, without their secrets.',
    query: integrationsQuery,
    answer: integrations,
    handle: async (call) => service.list(call.application, call.query),
  });

  router.handle('integrations.post', {
    summary: 'Create an integration; unless it is disabled it connects within a second.',
    body: integrationPost,
    answer: integration,
    handle: async (call) => service.create(call.application, call.body, call.change),
  });

  router.handle('integration.get', {
    summary: 'One integration with its status, without its secrets.',
    answer: integration,
    handle: async (call) => service.get(call.application, call.parameters.integrationId),
  });

  router.handle('integration.patch', {
    summary: 'Change an integration; its connection is made anew, unless only its name or outbox is changed.',
    body: integrationPatch,
    answer: integration,
    handle: async (call) => service.patch(call.application, call.parameters.integrationId, call.body, call.change),
  });

  router.handle('integration.delete', {
    summary: 'Delete an integration; it disconnects at once.',
    query: integrationDeleteQuery,
    answer: successAnswer,
    handle: async ({ application, change, parameters, query }) =>
      service.delete(application, parameters.integrationId, {
        change,
        includeWorkflows: query.includeWorkflows ?? false,
      }),
  });

  router.handle('integration.publish', {
    summary: 'Publish a message through an integration.',
    body: integrationMessage,
    answer: publishResult,
    unrecorded: 'what is published is data',
    handle: async (call) => service.publish(call.application, call.parameters.integrationId, call.body),
  });
}
