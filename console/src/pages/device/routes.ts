import { pageAt } from '../../shared/route.ts';

export const routes = [
  pageAt('/applications/$applicationId/devices/$deviceId', () => import('./device-page.tsx'), 'DevicePage'),
];
