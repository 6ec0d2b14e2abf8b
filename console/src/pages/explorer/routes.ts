import { pageAt } from '../../shared/route.ts';

export const routes = [
  pageAt('/applications/$applicationId/explorer', () => import('./explorer-page.tsx'), 'ExplorerPage'),
];
