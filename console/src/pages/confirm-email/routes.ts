import { pageAt } from '../../shared/route.ts';

export const routes = [
  pageAt('/confirm-email', () => import('./confirm-email-page.tsx'), 'ConfirmEmailPage', { standalone: true }),
];
