import { lazyRouteComponent } from '@tanstack/react-router';
import type { Feature } from '../../shared/feature.ts';
import { OverviewIcon } from '../../shared/icons.tsx';

const ApplicationsPage = lazyRouteComponent(() => import('./applications-page.tsx'), 'ApplicationsPage');

export const applications: Feature = {
  routes: [
    { path: '/', component: ApplicationsPage },
    { path: '/applications', component: ApplicationsPage },
  ],
  navigation: [
    { label: 'All applications', to: '/applications', icon: OverviewIcon, group: 'account', paletteOnly: true },
  ],
  resourceIcons: { application: OverviewIcon },
};
