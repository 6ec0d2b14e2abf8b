import { lazyRouteComponent } from '@tanstack/react-router';
import type { Feature } from '../../shared/feature.ts';
import { ChartIcon } from '../../shared/icons.tsx';

export const explorer: Feature = {
  routes: [
    {
      path: '/applications/$applicationId/explorer',
      component: lazyRouteComponent(() => import('./explorer-page.tsx'), 'ExplorerPage'),
    },
  ],
  navigation: [{ label: 'Data explorer', to: '/applications/$applicationId/explorer', icon: ChartIcon, group: 'data' }],
};
