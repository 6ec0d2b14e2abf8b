import type { Feature } from '../../shared/feature.ts';
import { OverviewIcon } from '../../shared/icons.tsx';
import { t } from '../../words/words.ts';
import { routes } from './routes.ts';

export const overview: Feature = {
  explains: t(
    'How the application is doing: how much there is of everything, a device that reports plotted live, how many payloads came and went, who is connected, and what happened last.',
  ),
  help: 'how-it-works',
  routes,
  navigation: [
    { label: t('Overview'), to: '/applications/$applicationId', icon: OverviewIcon, group: 'data', exact: true },
  ],
};
