import { lazyRouteComponent } from '@tanstack/react-router';
import type { Feature } from '../../shared/feature.ts';
import { LogIcon } from '../../shared/icons.tsx';

export const log: Feature = {
  routes: [
    {
      path: '/applications/$applicationId/log',
      component: lazyRouteComponent(() => import('./log-page.tsx'), 'LogPage'),
    },
  ],
  navigation: [{ label: 'Live log', to: '/applications/$applicationId/log', icon: LogIcon, group: 'data' }],
};
