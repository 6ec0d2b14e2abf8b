import { pageAt } from '../../shared/route.ts';

export const routes = [
  pageAt('/applications/$applicationId/integrations', () => import('./integrations-page.tsx'), 'IntegrationsPage'),
  pageAt(
    '/applications/$applicationId/integrations/$integrationId',
    () => import('./integration-page.tsx'),
    'IntegrationPage',
  ),
];
