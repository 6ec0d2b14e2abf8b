import { pageAt } from '../../shared/route.ts';

export const routes = [
  pageAt('/applications/$applicationId/notifications', () => import('./inbox-page.tsx'), 'InboxPage'),
  pageAt('/applications/$applicationId/notifications/rules', () => import('./rules-page.tsx'), 'NotificationRulesPage'),
  pageAt('/applications/$applicationId/notifications/messages', () => import('./messages-page.tsx'), 'MessagesPage'),
];
