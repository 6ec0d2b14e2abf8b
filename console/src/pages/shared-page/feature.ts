import type { Feature } from '../../shared/feature.ts';
import { t } from '../../words/words.ts';
import { routes } from './routes.ts';

export const sharedPage: Feature = {
  explains: t('What somebody has shared by a link: a plot and the newest values, and nothing else.'),
  help: 'console',
  routes,
};
