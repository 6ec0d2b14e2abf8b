import type { Feature } from '../../shared/feature.ts';
import { LogIcon } from '../../shared/icons.tsx';
import { t } from '../../words/words.ts';
import { routes } from './routes.ts';

export const log: Feature = {
  explains: t(
    'What happens now: connections, states, commands and what was refused and why, beside the messages that match a topic filter. Each keeps the newest 200 rows; a row opens as JSON.',
  ),
  help: 'debugging',
  routes,
  navigation: [{ label: t('Live log'), to: '/applications/$applicationId/log', icon: LogIcon, group: 'data' }],
};
