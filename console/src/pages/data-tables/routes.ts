import { pageAt } from '../../shared/route.ts';

export const routes = [
  pageAt('/applications/$applicationId/data-tables', () => import('./tables-page.tsx'), 'TablesPage'),
  pageAt('/applications/$applicationId/data-tables/$dataTableId', () => import('./table-page.tsx'), 'TablePage'),
];
