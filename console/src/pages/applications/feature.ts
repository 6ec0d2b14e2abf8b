import type { Feature } from '../../shared/feature.ts';
import { OverviewIcon } from '../../shared/icons.tsx';
import { t } from '../../words/words.ts';
import { routes } from './routes.ts';

export const applications: Feature = {
  explains: t(
    'An application holds devices, what they report, and the keys with which they connect: a plant, a house, a project. Yours are listed beside those of your organizations.',
  ),
  help: 'how-it-works',
  routes,
  navigation: [
    { label: t('All applications'), to: '/applications', icon: OverviewIcon, group: 'account', paletteOnly: true },
  ],
  resourceIcons: { application: OverviewIcon },
};
