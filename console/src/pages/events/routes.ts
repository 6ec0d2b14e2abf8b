import { pageAt } from '../../shared/route.ts';

export const routes = [
  pageAt('/applications/$applicationId/events', () => import('./events-page.tsx'), 'EventsPage'),
  pageAt('/applications/$applicationId/events/$eventId', () => import('./event-page.tsx'), 'EventPage'),
];
