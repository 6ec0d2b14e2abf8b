import { pageAt } from '../../shared/route.ts';

export const routes = [
  pageAt('/applications/$applicationId/settings', () => import('./settings-page.tsx'), 'SettingsPage'),
];
