import { pageAt } from '../../shared/route.ts';

export const routes = [pageAt('/applications/$applicationId/log', () => import('./log-page.tsx'), 'LogPage')];
