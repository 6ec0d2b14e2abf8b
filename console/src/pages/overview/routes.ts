import { pageAt } from '../../shared/route.ts';

export const routes = [pageAt('/applications/$applicationId', () => import('./overview-page.tsx'), 'OverviewPage')];
