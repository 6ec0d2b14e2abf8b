import { lazyRouteComponent } from '@tanstack/react-router';
import type { Feature } from '../../shared/feature.ts';
import { t } from '../../words/words.ts';

export const connect: Feature = {
  explains: t(
    'Makes a device with an access key of its own, and gives everything to paste. The key’s secret is shown only here. For a device that is there already, its page has a tab Connect.',
  ),
  help: 'mqtt',
  routes: [
    {
      path: '/applications/$applicationId/connect',
      component: lazyRouteComponent(() => import('./connect-page.tsx'), 'ConnectPage'),
    },
  ],
};
