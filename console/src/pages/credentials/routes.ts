import { pageAt } from '../../shared/route.ts';

export const routes = [
  pageAt('/applications/$applicationId/credentials', () => import('./credentials-page.tsx'), 'CredentialsPage'),
];
