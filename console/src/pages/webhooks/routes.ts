import { pageAt } from '../../shared/route.ts';

export const routes = [
  pageAt('/applications/$applicationId/webhooks', () => import('./webhooks-page.tsx'), 'WebhooksPage'),
  pageAt('/applications/$applicationId/webhooks/$webhookId', () => import('./webhook-page.tsx'), 'WebhookPage'),
];
