import { lazyRouteComponent } from '@tanstack/react-router';
import type { Feature } from '../../shared/feature.ts';
import { PlugIcon } from '../../shared/icons.tsx';
import { t } from '../../words/words.ts';

export const integrations: Feature = {
  explains: t(
    'Connections of the server to other brokers and services: what they publish comes in as messages, and messages can be published through them.',
  ),
  help: 'integrations',
  routes: [
    {
      path: '/applications/$applicationId/integrations',
      component: lazyRouteComponent(() => import('./integrations-page.tsx'), 'IntegrationsPage'),
    },
    {
      path: '/applications/$applicationId/integrations/$integrationId',
      component: lazyRouteComponent(() => import('./integration-page.tsx'), 'IntegrationPage'),
    },
  ],
  navigation: [
    { label: t('Integrations'), to: '/applications/$applicationId/integrations', icon: PlugIcon, group: 'data' },
  ],
  resourceIcons: { integration: PlugIcon },
};
