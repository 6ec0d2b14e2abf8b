import { lazyRouteComponent } from '@tanstack/react-router';
import type { Feature } from '../../shared/feature.ts';
import { OrganizationIcon } from '../../shared/icons.tsx';

const one = '/organizations/$orgId';

export const organizations: Feature = {
  routes: [
    {
      path: '/organizations',
      component: lazyRouteComponent(() => import('./organizations-page.tsx'), 'OrganizationsPage'),
    },
    { path: one, component: lazyRouteComponent(() => import('./organization-page.tsx'), 'OrganizationPage') },
    {
      path: `${one}/tokens`,
      component: lazyRouteComponent(() => import('./organization-tokens-page.tsx'), 'OrganizationTokensPage'),
    },
    {
      path: `${one}/audit-log`,
      component: lazyRouteComponent(() => import('./organization-audit-log-page.tsx'), 'OrganizationAuditLogPage'),
    },
    {
      path: `${one}/settings`,
      component: lazyRouteComponent(() => import('./organization-settings-page.tsx'), 'OrganizationSettingsPage'),
    },
  ],
  navigation: [{ label: 'Organizations', to: '/organizations', icon: OrganizationIcon, group: 'account' }],
};
