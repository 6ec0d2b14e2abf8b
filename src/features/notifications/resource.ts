import type { Resource } from '../../platform/resources/resource.ts';

/**
 * Who is told of which events, and how. Its changes are recorded under the application alone: the record's schema knows no
 * notification rules. Not carried over by `signalbox export`: another installation must not call and mail by itself.
 */
export const notificationRuleResource: Resource = {
  type: 'notificationRule',
  label: 'Notification rule',
  parent: 'application',
  idParameter: 'notificationRuleId',
  table: 'notification_rule',
  isVersioned: true,
  rowId: 'notification_rule_row_id',
  nameColumn: 'name',
  search: { name: 'name', descriptor: 'description' },
  consolePath: '/applications/{applicationId}/notifications',
};

/** A message that has been, or is to be, delivered. */
export const notificationResource: Resource = {
  type: 'notification',
  label: 'Notification',
  parent: 'application',
  idParameter: 'notificationId',
  table: 'notification',
  rowId: 'notification_row_id',
};
