import { pageAt } from '../../shared/route.ts';

export const routes = [
  pageAt('/applications/$applicationId/connect', () => import('./connect-page.tsx'), 'ConnectPage'),
];
