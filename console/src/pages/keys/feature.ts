import { lazyRouteComponent } from '@tanstack/react-router';
import type { Feature } from '../../shared/feature.ts';
import { KeyIcon } from '../../shared/icons.tsx';

export const keys: Feature = {
  routes: [
    {
      path: '/applications/$applicationId/keys',
      component: lazyRouteComponent(() => import('./keys-page.tsx'), 'KeysPage'),
    },
  ],
  navigation: [{ label: 'Access keys', to: '/applications/$applicationId/keys', icon: KeyIcon, group: 'access' }],
};
