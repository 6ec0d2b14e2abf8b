import { lazyRouteComponent } from '@tanstack/react-router';
import type { Feature } from '../../shared/feature.ts';
import { BellIcon } from '../../shared/icons.tsx';
import { NewEventsBadge } from './new-events-badge.tsx';

export const events: Feature = {
  routes: [
    {
      path: '/applications/$applicationId/events',
      component: lazyRouteComponent(() => import('./events-page.tsx'), 'EventsPage'),
    },
    {
      path: '/applications/$applicationId/events/$eventId',
      component: lazyRouteComponent(() => import('./event-page.tsx'), 'EventPage'),
    },
  ],
  navigation: [
    {
      label: 'Events',
      to: '/applications/$applicationId/events',
      icon: BellIcon,
      group: 'data',
      badge: NewEventsBadge,
    },
  ],
  resourceIcons: { event: BellIcon },
};
