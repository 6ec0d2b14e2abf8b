import { pageAt } from '../../shared/route.ts';

export const routes = [pageAt('/applications/$applicationId/map', () => import('./map-page.tsx'), 'MapPage')];
