import type { Feature } from '../../shared/feature.ts';
import { DashboardIcon } from '../../shared/icons.tsx';
import { t } from '../../words/words.ts';
import { routes } from './routes.ts';

export const dashboards: Feature = {
  explains: t(
    'Values, plots and events of devices on one page, live or as of a moment, to be shared by password or with everybody.',
  ),
  help: 'dashboards',
  routes,
  navigation: [
    { label: t('Dashboards'), to: '/applications/$applicationId/dashboards', icon: DashboardIcon, group: 'data' },
    { label: t('My dashboards'), to: '/dashboards', icon: DashboardIcon, group: 'account' },
  ],
  resourceIcons: { dashboard: DashboardIcon },
};
