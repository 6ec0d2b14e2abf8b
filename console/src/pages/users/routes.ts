import { pageAt } from '../../shared/route.ts';

export const routes = [pageAt('/users', () => import('./users-page.tsx'), 'UsersPage')];
