import type { ActionRouter } from '../../platform/http/action-router.ts';
import { successAnswer } from '../../platform/http/schemas.ts';
import type { NotificationRuleService } from './rule-service.ts';
import {
  notification,
  notificationInbox,
  notificationInboxQuery,
  notificationInboxRead,
  notificationRule,
  notificationRulePatch,
  notificationRulePost,
  notificationRules,
  notificationRulesQuery,
  notifications,
  notificationsQuery,
  notificationTest,
} from './schemas.ts';
import type { NotificationService } from './service.ts';

/** Who is told of events of an application, what became of it, and what the console shows. */
export function registerNotificationRoutes(
  router: ActionRouter,
  { rules, service }: { rules: NotificationRuleService; service: NotificationService },
): void {
  router.handle('notificationRules.get', {
    summary: 'The notification rules of an application, without their secrets.',
    query: notificationRulesQuery,
    answer: notificationRules,
    handle: async (call) => rules.list(call.application, call.query),
  });

  router.handle('notificationRules.post', {
    summary: 'Create a notification rule; it tells of events from then on.',
    body: notificationRulePost,
    answer: notificationRule,
    handle: async (call) => rules.create(call.application, call.body, call.change),
  });

  router.handle('notificationRule.get', {
    summary: 'One notification rule, without its secret.',
    answer: notificationRule,
    handle: async (call) => rules.get(call.application, call.parameters.notificationRuleId),
  });

  router.handle('notificationRule.patch', {
    summary: 'Change a notification rule; null takes a channel away.',
    body: notificationRulePatch,
    answer: notificationRule,
    handle: async (call) => rules.patch(call.application, call.parameters.notificationRuleId, call.body, call.change),
  });

  router.handle('notificationRule.delete', {
    summary: 'Delete a notification rule, with what it has not delivered.',
    answer: successAnswer,
    handle: async (call) => rules.delete(call.application, call.parameters.notificationRuleId, call.change),
  });

  router.handle('notificationRule.test', {
    summary: 'Send a test message by every channel of a notification rule.',
    answer: notificationTest,
    handle: async (call) => rules.test(call.application, call.parameters.notificationRuleId, call.change),
  });

  router.handle('notifications.get', {
    summary: 'Messages that were or are to be delivered, the newest first.',
    query: notificationsQuery,
    answer: notifications,
    handle: async (call) => service.list(call.application, call.query),
  });

  router.handle('notification.get', {
    summary: 'One message.',
    answer: notification,
    handle: async (call) => service.get(call.application, call.parameters.notificationId),
  });

  router.handle('notification.resend', {
    summary: 'Deliver a message again, under the same delivery id.',
    answer: notification,
    handle: async (call) => service.resend(call.application, call.parameters.notificationId, call.change),
  });

  router.handle('notificationInbox.get', {
    summary: 'What the console shows people, the newest first, and how much of it the caller has not read.',
    query: notificationInboxQuery,
    answer: notificationInbox,
    handle: async (call) => service.inbox(call.application, call.principal, call.query),
  });

  router.handle('notificationInbox.markRead', {
    summary: 'Note up to where the caller has read the inbox.',
    body: notificationInboxRead,
    answer: notificationInbox,
    unrecorded: 'what a person has read concerns nobody else',
    handle: async (call) => service.markRead(call.application, call.principal, call.body),
  });
}
