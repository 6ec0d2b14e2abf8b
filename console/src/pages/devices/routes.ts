import { pageAt } from '../../shared/route.ts';

export const routes = [
  pageAt('/applications/$applicationId/devices', () => import('./devices-page.tsx'), 'DevicesPage'),
];
