import { pageAt } from '../../shared/route.ts';

export const routes = [
  pageAt('/applications/$applicationId/archives', () => import('./archives-page.tsx'), 'ArchivesPage'),
];
