import type { Feature } from '../../shared/feature.ts';
import { WebhookIcon } from '../../shared/icons.tsx';
import { t } from '../../words/words.ts';
import { routes } from './routes.ts';

export const webhooks: Feature = {
  explains: t(
    'A webhook is a URL of this server that other services call. Each has its last 50 calls in full, and a form that calls it.',
  ),
  help: 'webhooks',
  routes,
  navigation: [{ label: t('Webhooks'), to: '/applications/$applicationId/webhooks', icon: WebhookIcon, group: 'data' }],
  resourceIcons: { webhook: WebhookIcon },
};
