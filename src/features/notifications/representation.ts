import { hideSecrets } from '../../platform/secrets/stored-secrets.ts';
import type { InboxRow } from './inbox-store.ts';
import type { RuleRow } from './rule-store.ts';
import { channelsSchema } from './schemas.ts';
import type { ListedNotification } from './store.ts';

/** A rule as the API returns it, without its secret. */
export function toRule(row: RuleRow, applicationId: string) {
  const { email, webhook } = hideSecrets(row.channels, channelsSchema);
  return {
    id: row.id,
    notificationRuleId: row.id,
    applicationId,
    creationDate: row.created_at.toISOString(),
    lastUpdated: row.updated_at.toISOString(),
    name: row.name,
    description: row.description,
    enabled: row.enabled,
    levels: row.levels,
    states: row.states,
    subject: row.subject,
    deviceTags: row.device_tags,
    ...(email ? { email } : {}),
    ...(webhook ? { webhook } : {}),
    console: row.to_console,
    ...(row.quiet_time === null ? {} : { quietTime: row.quiet_time }),
    ...(row.repeat_ms === null || row.repeat_times === null
      ? {}
      : { repeat: { minutes: row.repeat_ms / 60_000, times: row.repeat_times } }),
    digestMinutes: row.digest_ms / 60_000,
    maxPerHour: row.max_per_hour,
    _type: 'notificationRule' as const,
    _links: { self: { href: `/applications/${applicationId}/notification-rules/${row.id}` } },
  };
}

/** A message as the API returns it. */
export function toNotification(row: ListedNotification, applicationId: string) {
  const isOnItsWay = row.state === 'mailing' || row.state === 'calling';
  return {
    id: row.id,
    notificationId: row.id,
    applicationId,
    notificationRuleId: row.rule_id,
    notificationRuleName: row.rule_name,
    channel: row.channel,
    target: row.target,
    reason: row.reason,
    state: isOnItsWay ? ('pending' as const) : (row.state as 'pending' | 'delivered' | 'failed' | 'cancelled'),
    attempts: row.attempts,
    ...(row.error === null ? {} : { error: row.error }),
    ...(row.next_attempt_at === null ? {} : { nextAttempt: row.next_attempt_at.toISOString() }),
    events: row.occurrences,
    eventCount: row.occurrence_count,
    creationDate: row.created_at.toISOString(),
    lastUpdated: row.updated_at.toISOString(),
    _type: 'notification' as const,
    _links: { self: { href: `/applications/${applicationId}/notifications/${row.id}` } },
  };
}

/** An entry of the inbox as the API returns it. */
export function toEntry(row: InboxRow, mark: number) {
  return {
    id: row.id,
    number: row.notification_inbox_row_id,
    creationDate: row.created_at.toISOString(),
    notificationRuleId: row.rule_id,
    notificationRuleName: row.rule_name,
    reason: row.reason,
    event: row.occurrence,
    isRead: row.notification_inbox_row_id <= mark,
  };
}
