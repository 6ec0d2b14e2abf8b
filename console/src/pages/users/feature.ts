import type { Feature } from '../../shared/feature.ts';
import { PeopleIcon } from '../../shared/icons.tsx';
import { t } from '../../words/words.ts';
import { routes } from './routes.ts';

export const users: Feature = {
  explains: t('Everybody who may log in to this installation. Only administrators see this page.'),
  help: 'access',
  routes,
  navigation: [{ label: t('Users'), to: '/users', icon: PeopleIcon, group: 'account', administratorsOnly: true }],
};
