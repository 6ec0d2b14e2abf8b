import { lazyRouteComponent } from '@tanstack/react-router';
import type { Feature } from '../../shared/feature.ts';
import { WebhookIcon } from '../../shared/icons.tsx';
import { t } from '../../words/words.ts';

export const webhooks: Feature = {
  explains: t(
    'A webhook is a URL of this server that other services call. Each has its last 50 calls in full, and a form that calls it.',
  ),
  help: 'webhooks',
  routes: [
    {
      path: '/applications/$applicationId/webhooks',
      component: lazyRouteComponent(() => import('./webhooks-page.tsx'), 'WebhooksPage'),
    },
    {
      path: '/applications/$applicationId/webhooks/$webhookId',
      component: lazyRouteComponent(() => import('./webhook-page.tsx'), 'WebhookPage'),
    },
  ],
  navigation: [{ label: t('Webhooks'), to: '/applications/$applicationId/webhooks', icon: WebhookIcon, group: 'data' }],
  resourceIcons: { webhook: WebhookIcon },
};
