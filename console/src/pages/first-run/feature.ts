import { lazyRouteComponent } from '@tanstack/react-router';
import type { Feature } from '../../shared/feature.ts';

export const firstRun: Feature = {
  routes: [
    {
      path: '/first-run',
      component: lazyRouteComponent(() => import('./first-run-page.tsx'), 'FirstRunPage'),
      standalone: true,
    },
  ],
};
