import { pageAt } from '../../shared/route.ts';

export const routes = [
  pageAt('/applications/$applicationId/page-links', () => import('./page-links-page.tsx'), 'PageLinksPage'),
];
