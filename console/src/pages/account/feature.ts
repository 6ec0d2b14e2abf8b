import type { Feature } from '../../shared/feature.ts';
import { PersonIcon } from '../../shared/icons.tsx';
import { t } from '../../words/words.ts';
import { routes } from './routes.ts';

export const account: Feature = {
  explains: t(
    'Your name and address, your password and second factor, in which zone times are written, your API tokens, and what was changed in your name.',
  ),
  help: 'access',
  routes,
  navigation: [{ label: t('My account'), to: '/account', icon: PersonIcon, group: 'account' }],
};
