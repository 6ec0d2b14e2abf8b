import type { Feature } from '../../shared/feature.ts';
import { ArchiveIcon } from '../../shared/icons.tsx';
import { t } from '../../words/words.ts';
import { routes } from './routes.ts';

export const archives: Feature = {
  explains: t(
    'Every UTC day of what devices reported is written to a store of your own once it is 31 days old. The calendar says which days are there, wait, or have failed and why.',
  ),
  help: 'archives',
  routes,
  navigation: [{ label: t('Archives'), to: '/applications/$applicationId/archives', icon: ArchiveIcon, group: 'data' }],
};
