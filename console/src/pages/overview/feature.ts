import { lazyRouteComponent } from '@tanstack/react-router';
import type { Feature } from '../../shared/feature.ts';
import { OverviewIcon } from '../../shared/icons.tsx';

const OverviewPage = lazyRouteComponent(() => import('./overview-page.tsx'), 'OverviewPage');

export const overview: Feature = {
  routes: [{ path: '/applications/$applicationId', component: OverviewPage }],
  navigation: [
    { label: 'Overview', to: '/applications/$applicationId', icon: OverviewIcon, group: 'data', exact: true },
  ],
};
