import type { Feature } from '../../shared/feature.ts';
import { DevicesIcon } from '../../shared/icons.tsx';
import { t } from '../../words/words.ts';
import { routes } from './routes.ts';

export const devices: Feature = {
  explains: t(
    'Every device with its newest values. Filter by name, tag, class and connection, sort by any column, choose columns, and keep a view under a name; the address of the page shows the same to others. Select several to tag them, send them a command, or delete them.',
  ),
  help: 'mqtt',
  routes,
  navigation: [{ label: t('Devices'), to: '/applications/$applicationId/devices', icon: DevicesIcon, group: 'data' }],
};
