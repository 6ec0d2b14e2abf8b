import type { Feature } from '../../shared/feature.ts';
import { MessageIcon } from '../../shared/icons.tsx';
import { t } from '../../words/words.ts';
import { routes } from './routes.ts';
import { UnreadBadge } from './unread-badge.tsx';

export const notifications: Feature = {
  explains: t(
    'Rules say who is told of which events: here in the console, by e-mail, or by a webhook. Messages keep what came of each delivery, and can be sent again.',
  ),
  help: 'alarms',
  routes,
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
