import { pageAt } from '../../shared/route.ts';

export const routes = [
  pageAt('/applications/$applicationId/dashboards', () => import('./dashboards-page.tsx'), 'DashboardsPage'),
  pageAt('/applications/$applicationId/dashboards/$dashboardId', () => import('./dashboard-page.tsx'), 'DashboardPage'),
  pageAt('/dashboards', () => import('./dashboards-page.tsx'), 'DashboardsPage'),
  pageAt('/dashboards/$dashboardId', () => import('./dashboard-page.tsx'), 'DashboardPage'),
  pageAt('/shared', () => import('./shared-page.tsx'), 'SharedPage', { standalone: true }),
  pageAt('/print', () => import('./print-page.tsx'), 'PrintPage', { standalone: true }),
];
