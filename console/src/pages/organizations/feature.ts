import { lazyRouteComponent } from '@tanstack/react-router';
import type { Feature } from '../../shared/feature.ts';
import { OrganizationIcon } from '../../shared/icons.tsx';
import { t } from '../../words/words.ts';

export const organizations: Feature = {
  explains: t(
    'An organization owns applications together: its members see them as far as their role goes. An application is made in one, or moved to one in its settings.',
  ),
  help: 'access',
  routes: [
    {
      path: '/organizations',
      component: lazyRouteComponent(() => import('./organizations-page.tsx'), 'OrganizationsPage'),
    },
    {
      path: '/organizations/$orgId',
      component: lazyRouteComponent(() => import('./organization-page.tsx'), 'OrganizationPage'),
    },
    {
      path: '/organizations/$orgId/tokens',
      component: lazyRouteComponent(() => import('./organization-tokens-page.tsx'), 'OrganizationTokensPage'),
    },
    {
      path: '/organizations/$orgId/audit-log',
      component: lazyRouteComponent(() => import('./organization-audit-log-page.tsx'), 'OrganizationAuditLogPage'),
    },
    {
      path: '/organizations/$orgId/settings',
      component: lazyRouteComponent(() => import('./organization-settings-page.tsx'), 'OrganizationSettingsPage'),
    },
  ],
  navigation: [{ label: t('Organizations'), to: '/organizations', icon: OrganizationIcon, group: 'account' }],
};
