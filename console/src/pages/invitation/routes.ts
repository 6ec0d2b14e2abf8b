import { pageAt } from '../../shared/route.ts';

export const routes = [
  pageAt('/invitation', () => import('./invitation-page.tsx'), 'InvitationPage', { standalone: true }),
];
