import { lazyRouteComponent } from '@tanstack/react-router';
import type { Feature } from '../../shared/feature.ts';
import { ArchiveIcon } from '../../shared/icons.tsx';

export const archives: Feature = {
  routes: [
    {
      path: '/applications/$applicationId/archives',
      component: lazyRouteComponent(() => import('./archives-page.tsx'), 'ArchivesPage'),
    },
  ],
  navigation: [{ label: 'Archives', to: '/applications/$applicationId/archives', icon: ArchiveIcon, group: 'data' }],
};
