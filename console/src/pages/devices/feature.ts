import { lazyRouteComponent } from '@tanstack/react-router';
import type { Feature } from '../../shared/feature.ts';
import { DevicesIcon } from '../../shared/icons.tsx';

export const devices: Feature = {
  routes: [
    {
      path: '/applications/$applicationId/devices',
      component: lazyRouteComponent(() => import('./devices-page.tsx'), 'DevicesPage'),
    },
  ],
  navigation: [{ label: 'Devices', to: '/applications/$applicationId/devices', icon: DevicesIcon, group: 'data' }],
};
