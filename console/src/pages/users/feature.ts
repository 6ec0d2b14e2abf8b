import { lazyRouteComponent } from '@tanstack/react-router';
import type { Feature } from '../../shared/feature.ts';
import { PeopleIcon } from '../../shared/icons.tsx';

export const users: Feature = {
  explains: 'Everybody who may log in to this installation. Only administrators see this page.',
  help: 'access',
  routes: [{ path: '/users', component: lazyRouteComponent(() => import('./users-page.tsx'), 'UsersPage') }],
  navigation: [{ label: 'Users', to: '/users', icon: PeopleIcon, group: 'account', administratorsOnly: true }],
};
