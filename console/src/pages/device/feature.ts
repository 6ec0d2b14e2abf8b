import type { Feature } from '../../shared/feature.ts';
import { DevicesIcon } from '../../shared/icons.tsx';
import { t } from '../../words/words.ts';
import { routes } from './routes.ts';

export const device: Feature = {
  explains: t(
    'One device: what it reported over time, its newest values, what it was sent, when it was connected, and how it connects. Drag over the plot to zoom in; Back leads out again.',
  ),
  help: 'mqtt',
  routes,
  resourceIcons: { device: DevicesIcon },
};
