import { lazyRouteComponent } from '@tanstack/react-router';
import type { Feature } from '../../shared/feature.ts';
import { TokenIcon } from '../../shared/icons.tsx';
import { t } from '../../words/words.ts';

export const tokens: Feature = {
  explains: t(
    'Programs call the API with a token of the application: pick what it allows and when it expires. It is shown once.',
  ),
  help: 'access',
  routes: [
    {
      path: '/applications/$applicationId/tokens',
      component: lazyRouteComponent(() => import('./tokens-page.tsx'), 'TokensPage'),
    },
  ],
  navigation: [{ label: t('API tokens'), to: '/applications/$applicationId/tokens', icon: TokenIcon, group: 'access' }],
  resourceIcons: { applicationApiToken: TokenIcon },
};
