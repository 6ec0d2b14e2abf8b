import type { Feature } from '../../shared/feature.ts';
import { t } from '../../words/words.ts';
import { routes } from './routes.ts';

export const connect: Feature = {
  explains: t(
    'Makes a device with an access key of its own, and gives everything to paste. The key’s secret is shown only here. For a device that is there already, its page has a tab Connect.',
  ),
  help: 'mqtt',
  routes,
};
