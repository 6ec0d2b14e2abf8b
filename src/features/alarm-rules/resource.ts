import type { Resource } from '../../platform/resources/resource.ts';
import { purgeAlarmStates } from './purge.ts';

/**
 * What is watched for without a workflow: a device is silent, or an attribute is beyond a limit. Its changes are recorded under
 * the application alone: the record's schema knows no alarm rules.
 */
export const alarmRuleResource: Resource = {
  type: 'alarmRule',
  label: 'Alarm rule',
  parent: 'application',
  idParameter: 'alarmRuleId',
  table: 'alarm_rule',
  isVersioned: true,
  rowId: 'alarm_rule_row_id',
  nameColumn: 'name',
  search: { name: 'name', descriptor: 'description' },
  consolePath: '/applications/{applicationId}/alarms/{id}',
  purge: purgeAlarmStates,
  transfer: {
    path: '/applications/{applicationId}/alarm-rules',
    fields: [
      'name',
      'description',
      'enabled',
      'kind',
      'level',
      'subject',
      'deviceId',
      'deviceTags',
      'minutes',
      'includeNeverReported',
      'attribute',
      'operator',
      'limit',
      'clearLimit',
    ],
    references: { deviceId: 'device' },
  },
};
