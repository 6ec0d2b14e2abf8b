import type { AttributeValue } from '../../kernel/attribute-value.ts';
import type { AlarmRule, Operator, SilenceCondition, ThresholdCondition } from './conditions.ts';
import type { AlarmRuleRow, listStates } from './store.ts';

/** The rule of a row as reports are asked about it. */
export function toAlarmRule(row: AlarmRuleRow, applicationId: string): AlarmRule {
  return {
    rowId: row.alarm_rule_row_id,
    id: row.id,
    applicationRowId: row.application_row_id,
    applicationId,
    name: row.name,
    level: row.level,
    subject: row.subject,
    deviceId: row.device_id,
    deviceTags: row.device_tags,
    holdMs: row.hold_ms,
    version: row.version,
    armedAt: row.armed_at,
    condition: toCondition(row),
  };
}

function toCondition(row: AlarmRuleRow): SilenceCondition | ThresholdCondition {
  if (row.kind === 'silence') return { kind: 'silence', includeNeverReported: row.include_never_reported };
  const limit = row.limit_value as AttributeValue;
  return {
    kind: 'threshold',
    attribute: row.attribute ?? '',
    operator: row.operator as Operator,
    limit,
    clearLimit: row.clear_limit ?? limit,
  };
}

/** A rule as the API returns it. */
export function toRule(row: AlarmRuleRow, { applicationId, openCount }: { applicationId: string; openCount: number }) {
  return {
    id: row.id,
    alarmRuleId: row.id,
    applicationId,
    creationDate: row.created_at.toISOString(),
    lastUpdated: row.updated_at.toISOString(),
    name: row.name,
    description: row.description,
    enabled: row.enabled,
    kind: row.kind,
    level: row.level,
    subject: row.subject,
    ...(row.device_id === null ? {} : { deviceId: row.device_id }),
    deviceTags: row.device_tags,
    minutes: row.hold_ms / 60_000,
    ...(row.kind === 'silence'
      ? { includeNeverReported: row.include_never_reported }
      : {
          attribute: row.attribute,
          operator: row.operator,
          limit: row.limit_value,
          ...(row.clear_limit === null ? {} : { clearLimit: row.clear_limit }),
        }),
    openCount,
    _type: 'alarmRule' as const,
    _links: { self: { href: `/applications/${applicationId}/alarm-rules/${row.id}` } },
  };
}

/** How a rule stands with a device, as the API returns it. */
export function toState(state: Awaited<ReturnType<typeof listStates>>[number]) {
  const { deviceId, deviceName, eventId, sinceValue, due } = state;
  const since = state.heard ?? state.since;
  return {
    deviceId,
    deviceName,
    state: eventId === null ? ('waiting' as const) : ('open' as const),
    ...(since === null ? {} : { since: new Date(since).toISOString() }),
    ...(sinceValue === null ? {} : { value: sinceValue }),
    ...(due === null || eventId !== null ? {} : { due: new Date(due).toISOString() }),
    ...(eventId === null ? {} : { eventId }),
  };
}
