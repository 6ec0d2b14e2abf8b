import { lazyRouteComponent } from '@tanstack/react-router';
import type { Feature } from '../../shared/feature.ts';
import { LockIcon } from '../../shared/icons.tsx';
import { t } from '../../words/words.ts';

export const credentials: Feature = {
  explains: t('Secrets for other services, under a name: made and changed here, and never shown again.'),
  help: 'credentials',
  routes: [
    {
      path: '/applications/$applicationId/credentials',
      component: lazyRouteComponent(() => import('./credentials-page.tsx'), 'CredentialsPage'),
    },
  ],
  navigation: [
    { label: t('Credentials'), to: '/applications/$applicationId/credentials', icon: LockIcon, group: 'access' },
  ],
};
