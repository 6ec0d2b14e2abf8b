import { lazyRouteComponent } from '@tanstack/react-router';
import type { Feature } from '../../shared/feature.ts';

export const invitation: Feature = {
  routes: [
    {
      path: '/invitation',
      component: lazyRouteComponent(() => import('./invitation-page.tsx'), 'InvitationPage'),
      standalone: true,
    },
  ],
};
