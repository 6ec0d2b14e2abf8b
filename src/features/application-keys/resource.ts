import type { Resource } from '../../platform/resources/resource.ts';

export const applicationKeyResource: Resource = {
  type: 'applicationKey',
  label: 'Access key',
  parent: 'application',
  idParameter: 'applicationKeyId',
  table: 'access_key',
  isVersioned: true,
  rowId: 'access_key_row_id',
  nameColumn: 'key',
  auditType: 'ApplicationKey',
  summaryField: 'keyCount',
  consolePath: '/applications/{applicationId}/keys',
};
