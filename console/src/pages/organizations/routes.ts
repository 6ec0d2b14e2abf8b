import { pageAt } from '../../shared/route.ts';

export const routes = [
  pageAt('/organizations', () => import('./organizations-page.tsx'), 'OrganizationsPage'),
  pageAt('/organizations/$orgId', () => import('./organization-page.tsx'), 'OrganizationPage'),
  pageAt('/organizations/$orgId/tokens', () => import('./organization-tokens-page.tsx'), 'OrganizationTokensPage'),
  pageAt(
    '/organizations/$orgId/audit-log',
    () => import('./organization-audit-log-page.tsx'),
    'OrganizationAuditLogPage',
  ),
  pageAt(
    '/organizations/$orgId/settings',
    () => import('./organization-settings-page.tsx'),
    'OrganizationSettingsPage',
  ),
];
