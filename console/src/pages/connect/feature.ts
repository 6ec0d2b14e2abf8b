import { lazyRouteComponent } from '@tanstack/react-router';
import type { Feature } from '../../shared/feature.ts';

export const connect: Feature = {
  routes: [
    {
      path: '/applications/$applicationId/connect',
      component: lazyRouteComponent(() => import('./connect-page.tsx'), 'ConnectPage'),
    },
  ],
};
