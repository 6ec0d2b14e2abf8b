import type { Feature } from '../../shared/feature.ts';
import { OrganizationIcon } from '../../shared/icons.tsx';
import { t } from '../../words/words.ts';
import { routes } from './routes.ts';

export const organizations: Feature = {
  explains: t(
    'An organization owns applications together: its members see them as far as their role goes. An application is made in one, or moved to one in its settings.',
  ),
  help: 'access',
  routes,
  navigation: [{ label: t('Organizations'), to: '/organizations', icon: OrganizationIcon, group: 'account' }],
};
