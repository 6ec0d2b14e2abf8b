import { lazyRouteComponent } from '@tanstack/react-router';
import type { Feature } from '../../shared/feature.ts';
import { DashboardIcon } from '../../shared/icons.tsx';
import { t } from '../../words/words.ts';

const listPage = lazyRouteComponent(() => import('./dashboards-page.tsx'), 'DashboardsPage');
const dashboardPage = lazyRouteComponent(async () => {
  const [page, { askEarly }] = await Promise.all([import('./dashboard-page.tsx'), import('./ask-early.ts')]);
  askEarly();
  return page;
}, 'DashboardPage');

export const dashboards: Feature = {
  explains: t(
    'Values, plots and events of devices on one page, live or as of a moment, to be shared by password or with everybody.',
  ),
  help: 'dashboards',
  routes: [
    { path: '/applications/$applicationId/dashboards', component: listPage },
    { path: '/applications/$applicationId/dashboards/$dashboardId', component: dashboardPage },
    { path: '/dashboards', component: listPage },
    { path: '/dashboards/$dashboardId', component: dashboardPage },
    {
      path: '/shared',
      component: lazyRouteComponent(() => import('./shared-page.tsx'), 'SharedPage'),
      standalone: true,
    },
    {
      path: '/print',
      component: lazyRouteComponent(() => import('./print-page.tsx'), 'PrintPage'),
      standalone: true,
    },
  ],
  navigation: [
    { label: t('Dashboards'), to: '/applications/$applicationId/dashboards', icon: DashboardIcon, group: 'data' },
    { label: t('My dashboards'), to: '/dashboards', icon: DashboardIcon, group: 'account' },
  ],
  resourceIcons: { dashboard: DashboardIcon },
};
