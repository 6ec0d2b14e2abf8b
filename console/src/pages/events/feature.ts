import type { Feature } from '../../shared/feature.ts';
import { BellIcon } from '../../shared/icons.tsx';
import { t } from '../../words/words.ts';
import { NewEventsBadge } from './new-events-badge.tsx';
import { routes } from './routes.ts';

export const events: Feature = {
  explains: t(
    'An event says that something has happened that somebody should know of. It is new, then acknowledged, then resolved; alarm rules open and resolve events by themselves.',
  ),
  help: 'events-and-alarms',
  routes,
  navigation: [
    {
      label: t('Events'),
      to: '/applications/$applicationId/events',
      icon: BellIcon,
      group: 'data',
      badge: NewEventsBadge,
    },
  ],
  resourceIcons: { event: BellIcon },
};
