import { pageAt } from '../../shared/route.ts';

export const routes = [
  pageAt('/', () => import('./applications-page.tsx'), 'ApplicationsPage'),
  pageAt('/applications', () => import('./applications-page.tsx'), 'ApplicationsPage'),
];
