import type { ActionRouter } from '../../platform/http/action-router.ts';
import type { LinkBase } from '../../platform/http/link-base.ts';
import { successAnswer } from '../../platform/http/schemas.ts';
import { deleteQuery, webhook, webhookCalls, webhookPatch, webhookPost, webhooks, webhooksQuery } from './schemas.ts';
import type { WebhookService } from './service.ts';

/** Webhooks of an application; `public-route.ts` is where they are called. */
export function registerWebhookRoutes(
  router: ActionRouter,
  { service, links }: { service: WebhookService; links: LinkBase },
): void {
  router.handle('webhooks.get', {
    summary: 'The webhooks of an application.',
    query: webhooksQuery,
    answer: webhooks,
    handle: async (call) => service.list(call.application, call.query, links.of(call.request)),
  });

  router.handle('webhooks.post', {
    summary: 'Create a webhook; its URL works at once.',
    body: webhookPost,
    answer: webhook,
    handle: async (call) => service.create(call.application, call.body, links.of(call.request), call.change),
  });

  router.handle('webhook.get', {
    summary: 'One webhook.',
    answer: webhook,
    handle: async (call) => service.get(call.application, call.parameters.webhookId, links.of(call.request)),
  });

  router.handle('webhook.patch', {
    summary: 'Change a webhook; its URL stays the same.',
    body: webhookPatch,
    answer: webhook,
    handle: async (call) =>
      service.patch(call.application, call.parameters.webhookId, call.body, links.of(call.request), call.change),
  });

  router.handle('webhook.delete', {
    summary: 'Delete a webhook; its URL leads nowhere from then on.',
    query: deleteQuery,
    answer: successAnswer,
    handle: async ({ application, parameters, query, change }) =>
      service.delete(application, parameters.webhookId, {
        includeWorkflows: query.includeWorkflows ?? false,
        change,
      }),
  });

  router.handle('webhook.calls', {
    summary: 'The last 50 calls of a webhook, newest first; long bodies are cut, and secrets in them are hidden.',
    answer: webhookCalls,
    handle: async (call) => service.calls(call.application, call.parameters.webhookId),
  });
}
