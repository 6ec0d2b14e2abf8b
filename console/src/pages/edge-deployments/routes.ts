import { pageAt } from '../../shared/route.ts';

export const routes = [
  pageAt('/applications/$applicationId/edge-deployments', () => import('./deployments-page.tsx'), 'DeploymentsPage'),
];
