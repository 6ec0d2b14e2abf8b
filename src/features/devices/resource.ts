import type { Resource } from '../../platform/resources/resource.ts';

export const deviceResource: Resource = {
  type: 'device',
  label: 'Device',
  parent: 'application',
  idParameter: 'deviceId',
  table: 'device',
  isVersioned: true,
  rowId: 'device_row_id',
  nameColumn: 'name',
  isSoftDeleted: true,
  auditType: 'Device',
  search: { name: 'name', descriptor: 'description', tags: 'tags' },
  summaryField: 'deviceCount',
  isRecent: true,
  consolePath: '/applications/{applicationId}/devices/{id}',
  heavyTables: ['device_state', 'device_state_chunk', 'device_last_value', 'device_command', 'device_connection_log'],
};
