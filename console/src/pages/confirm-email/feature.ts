import { lazyRouteComponent } from '@tanstack/react-router';
import type { Feature } from '../../shared/feature.ts';

export const confirmEmail: Feature = {
  routes: [
    {
      path: '/confirm-email',
      component: lazyRouteComponent(() => import('./confirm-email-page.tsx'), 'ConfirmEmailPage'),
      standalone: true,
    },
  ],
};
