import { pageAt } from '../../shared/route.ts';

export const routes = [
  pageAt('/account', () => import('./account-page.tsx'), 'AccountPage'),
  pageAt('/account/tokens', () => import('./my-tokens-page.tsx'), 'MyTokensPage'),
  pageAt('/account/audit-log', () => import('./my-audit-log-page.tsx'), 'MyAuditLogPage'),
];
