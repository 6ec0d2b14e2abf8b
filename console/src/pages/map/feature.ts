import { lazyRouteComponent } from '@tanstack/react-router';
import type { Feature } from '../../shared/feature.ts';
import { MapIcon } from '../../shared/icons.tsx';
import { t } from '../../words/words.ts';

export const map: Feature = {
  explains: t(
    'Where every device is that reports a position (an attribute of the type gps). Devices that are close to each other are one circle with their number; choose it to zoom in. The outline of the world comes from your own server.',
  ),
  help: 'console',
  routes: [
    {
      path: '/applications/$applicationId/map',
      component: lazyRouteComponent(() => import('./map-page.tsx'), 'MapPage'),
    },
  ],
  navigation: [{ label: t('Map'), to: '/applications/$applicationId/map', icon: MapIcon, group: 'data' }],
};
