import { pageAt } from '../../shared/route.ts';

export const routes = [
  pageAt('/applications/$applicationId/alarms', () => import('./alarms-page.tsx'), 'AlarmsPage'),
  pageAt('/applications/$applicationId/alarms/$alarmRuleId', () => import('./alarm-page.tsx'), 'AlarmPage'),
];
