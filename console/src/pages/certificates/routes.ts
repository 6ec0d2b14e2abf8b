import { pageAt } from '../../shared/route.ts';

export const routes = [
  pageAt('/applications/$applicationId/certificates', () => import('./certificates-page.tsx'), 'CertificatesPage'),
];
