import { lazyRouteComponent } from '@tanstack/react-router';
import type { Feature } from '../../shared/feature.ts';
import { PersonIcon } from '../../shared/icons.tsx';
import { t } from '../../words/words.ts';

export const account: Feature = {
  explains: t(
    'Your name and address, your password and second factor, in which zone times are written, your API tokens, and what was changed in your name.',
  ),
  help: 'access',
  routes: [
    { path: '/account', component: lazyRouteComponent(() => import('./account-page.tsx'), 'AccountPage') },
    { path: '/account/tokens', component: lazyRouteComponent(() => import('./my-tokens-page.tsx'), 'MyTokensPage') },
    {
      path: '/account/audit-log',
      component: lazyRouteComponent(() => import('./my-audit-log-page.tsx'), 'MyAuditLogPage'),
    },
  ],
  navigation: [{ label: t('My account'), to: '/account', icon: PersonIcon, group: 'account' }],
};
