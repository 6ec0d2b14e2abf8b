import { lazyRouteComponent } from '@tanstack/react-router';
import type { Feature } from '../../shared/feature.ts';
import { MessageIcon } from '../../shared/icons.tsx';
import { t } from '../../words/words.ts';
import { UnreadBadge } from './unread-badge.tsx';

export const notifications: Feature = {
  explains: t(
    'Rules say who is told of which events: here in the console, by e-mail, or by a webhook. Messages keep what came of each delivery, and can be sent again.',
  ),
  help: 'alarms',
  routes: [
    {
      path: '/applications/$applicationId/notifications',
      component: lazyRouteComponent(() => import('./inbox-page.tsx'), 'InboxPage'),
    },
    {
      path: '/applications/$applicationId/notifications/rules',
      component: lazyRouteComponent(() => import('./rules-page.tsx'), 'NotificationRulesPage'),
    },
    {
      path: '/applications/$applicationId/notifications/messages',
      component: lazyRouteComponent(() => import('./messages-page.tsx'), 'MessagesPage'),
    },
  ],
  navigation: [
    {
      label: t('Notifications'),
      to: '/applications/$applicationId/notifications',
      icon: MessageIcon,
      group: 'data',
      badge: UnreadBadge,
    },
  ],
  resourceIcons: { notificationRule: MessageIcon },
};
