import { lazyRouteComponent } from '@tanstack/react-router';
import type { Feature } from '../../shared/feature.ts';
import { t } from '../../words/words.ts';

export const sharedPage: Feature = {
  explains: t('What somebody has shared by a link: a plot and the newest values, and nothing else.'),
  help: 'console',
  routes: [
    {
      path: '/shared-page',
      component: lazyRouteComponent(() => import('./shared-page.tsx'), 'SharedPage'),
      standalone: true,
    },
  ],
};
