import type { Feature } from '../../shared/feature.ts';
import { AlarmIcon } from '../../shared/icons.tsx';
import { t } from '../../words/words.ts';
import { routes } from './routes.ts';

export const alarms: Feature = {
  explains: t(
    'A rule watches devices and opens an event when one is silent for too long, or when a value is beyond a limit. When that is over, the event is resolved.',
  ),
  help: 'alarms',
  routes,
  navigation: [{ label: t('Alarms'), to: '/applications/$applicationId/alarms', icon: AlarmIcon, group: 'data' }],
  resourceIcons: { alarmRule: AlarmIcon },
};
