import { lazyRouteComponent } from '@tanstack/react-router';
import type { Feature } from '../../shared/feature.ts';
import { DevicesIcon } from '../../shared/icons.tsx';

export const device: Feature = {
  routes: [
    {
      path: '/applications/$applicationId/devices/$deviceId',
      component: lazyRouteComponent(() => import('./device-page.tsx'), 'DevicePage'),
    },
  ],
  resourceIcons: { device: DevicesIcon },
};
