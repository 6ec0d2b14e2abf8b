import type { Feature } from '../../shared/feature.ts';
import { ChartIcon } from '../../shared/icons.tsx';
import { t } from '../../words/words.ts';
import { routes } from './routes.ts';

export const explorer: Feature = {
  explains: t(
    'The series of several devices beside each other, picked by name or by tag. Many devices are combined (smallest, mean, largest) until you ask for each by itself. What is shown can be saved as CSV, and asked for by the code below it.',
  ),
  help: 'console',
  routes,
  navigation: [
    { label: t('Data explorer'), to: '/applications/$applicationId/explorer', icon: ChartIcon, group: 'data' },
  ],
};
