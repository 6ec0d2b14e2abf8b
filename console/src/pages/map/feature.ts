import type { Feature } from '../../shared/feature.ts';
import { MapIcon } from '../../shared/icons.tsx';
import { t } from '../../words/words.ts';
import { routes } from './routes.ts';

export const map: Feature = {
  explains: t(
    'Where every device is that reports a position (an attribute of the type gps). Devices that are close to each other are one circle with their number; choose it to zoom in. The outline of the world comes from your own server.',
  ),
  help: 'console',
  routes,
  navigation: [{ label: t('Map'), to: '/applications/$applicationId/map', icon: MapIcon, group: 'data' }],
};
