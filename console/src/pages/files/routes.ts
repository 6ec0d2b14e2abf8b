import { pageAt } from '../../shared/route.ts';

export const routes = [
  pageAt('/applications/$applicationId/files', () => import('./files-page.tsx'), 'FilesPage'),
  pageAt('/applications/$applicationId/files/$fileId', () => import('./file-page.tsx'), 'FilePage'),
];
