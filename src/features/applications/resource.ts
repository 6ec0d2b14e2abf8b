import type { Resource } from '../../platform/resources/resource.ts';

/** Applications, which belong to a user or an organization and hold nearly everything else. */
export const applicationResource: Resource = {
  type: 'application',
  label: 'Application',
  parent: 'owner',
  idParameter: 'applicationId',
  table: 'application',
  isVersioned: true,
  rowId: 'application_row_id',
  nameColumn: 'name',
  isSoftDeleted: true,
  auditType: 'Application',
  isRecent: true,
  consolePath: '/applications/{id}',
};
