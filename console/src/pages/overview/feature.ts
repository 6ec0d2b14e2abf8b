import type { Feature } from '../../shared/feature.ts';
import { OverviewIcon } from '../../shared/icons.tsx';
import { OverviewPage } from './overview-page.tsx';

export const overview: Feature = {
  routes: [{ path: '/applications/$applicationId', component: OverviewPage }],
  navigation: [
    { label: 'Overview', to: '/applications/$applicationId', icon: OverviewIcon, group: 'data', exact: true },
  ],
};
