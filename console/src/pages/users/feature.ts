import { lazyRouteComponent } from '@tanstack/react-router';
import type { Feature } from '../../shared/feature.ts';
import { PeopleIcon } from '../../shared/icons.tsx';
import { t } from '../../words/words.ts';

export const users: Feature = {
  explains: t('Everybody who may log in to this installation. Only administrators see this page.'),
  help: 'access',
  routes: [{ path: '/users', component: lazyRouteComponent(() => import('./users-page.tsx'), 'UsersPage') }],
  navigation: [{ label: t('Users'), to: '/users', icon: PeopleIcon, group: 'account', administratorsOnly: true }],
};
