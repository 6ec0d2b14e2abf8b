import type { Feature } from '../../shared/feature.ts';
import { LinkIcon } from '../../shared/icons.tsx';
import { t } from '../../words/words.ts';
import { routes } from './routes.ts';

export const pageLinks: Feature = {
  explains: t(
    'Links that show a single page to people without an account: the plot and the newest values of a device, or of what was chosen in the explorer, and nothing else. Each stops by itself, and can be revoked here. Make one with Share on such a page.',
  ),
  help: 'console',
  routes,
  navigation: [
    { label: t('Shared pages'), to: '/applications/$applicationId/page-links', icon: LinkIcon, group: 'access' },
  ],
  resourceIcons: { pageLink: LinkIcon },
};
