import type { Feature } from '../../shared/feature.ts';
import { PlugIcon } from '../../shared/icons.tsx';
import { t } from '../../words/words.ts';
import { routes } from './routes.ts';

export const integrations: Feature = {
  explains: t(
    'Connections of the server to other brokers and services: what they publish comes in as messages, and messages can be published through them.',
  ),
  help: 'integrations',
  routes,
  navigation: [
    { label: t('Integrations'), to: '/applications/$applicationId/integrations', icon: PlugIcon, group: 'data' },
  ],
  resourceIcons: { integration: PlugIcon },
};
