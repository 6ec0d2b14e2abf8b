import { lazyRouteComponent } from '@tanstack/react-router';
import type { Feature } from '../../shared/feature.ts';
import { AlarmIcon } from '../../shared/icons.tsx';
import { t } from '../../words/words.ts';

export const alarms: Feature = {
  explains: t(
    'A rule watches devices and opens an event when one is silent for too long, or when a value is beyond a limit. When that is over, the event is resolved.',
  ),
  help: 'alarms',
  routes: [
    {
      path: '/applications/$applicationId/alarms',
      component: lazyRouteComponent(() => import('./alarms-page.tsx'), 'AlarmsPage'),
    },
    {
      path: '/applications/$applicationId/alarms/$alarmRuleId',
      component: lazyRouteComponent(() => import('./alarm-page.tsx'), 'AlarmPage'),
    },
  ],
  navigation: [{ label: t('Alarms'), to: '/applications/$applicationId/alarms', icon: AlarmIcon, group: 'data' }],
  resourceIcons: { alarmRule: AlarmIcon },
};
