import type { Feature } from '../../shared/feature.ts';
import { LockIcon } from '../../shared/icons.tsx';
import { t } from '../../words/words.ts';
import { routes } from './routes.ts';

export const credentials: Feature = {
  explains: t('Secrets for other services, under a name: made and changed here, and never shown again.'),
  help: 'credentials',
  routes,
  navigation: [
    { label: t('Credentials'), to: '/applications/$applicationId/credentials', icon: LockIcon, group: 'access' },
  ],
};
