import { lazyRouteComponent } from '@tanstack/react-router';
import type { Feature } from '../../shared/feature.ts';
import { WebhookIcon } from '../../shared/icons.tsx';

export const webhooks: Feature = {
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
  navigation: [{ label: 'Webhooks', to: '/applications/$applicationId/webhooks', icon: WebhookIcon, group: 'data' }],
  resourceIcons: { webhook: WebhookIcon },
};
