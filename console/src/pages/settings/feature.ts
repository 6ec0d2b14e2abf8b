import type { Feature } from '../../shared/feature.ts';
import { SettingsIcon } from '../../shared/icons.tsx';
import { t } from '../../words/words.ts';
import { routes } from './routes.ts';

export const settings: Feature = {
  explains: t(
    'Name and description, how long states are kept, whose the application is, values that everything in it may read, its limits, copies of it, and its end.',
  ),
  help: 'limits',
  routes,
  navigation: [
    { label: t('Settings'), to: '/applications/$applicationId/settings', icon: SettingsIcon, group: 'settings' },
  ],
};
