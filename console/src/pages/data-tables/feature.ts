import { lazyRouteComponent } from '@tanstack/react-router';
import type { Feature } from '../../shared/feature.ts';
import { TableIcon } from '../../shared/icons.tsx';

export const dataTables: Feature = {
  routes: [
    {
      path: '/applications/$applicationId/data-tables',
      component: lazyRouteComponent(() => import('./tables-page.tsx'), 'TablesPage'),
    },
    {
      path: '/applications/$applicationId/data-tables/$dataTableId',
      component: lazyRouteComponent(() => import('./table-page.tsx'), 'TablePage'),
    },
  ],
  navigation: [
    { label: 'Data tables', to: '/applications/$applicationId/data-tables', icon: TableIcon, group: 'data' },
  ],
  resourceIcons: { dataTable: TableIcon },
};
