import type { Resource } from '../../platform/resources/resource.ts';

export const organizationResource: Resource = {
  type: 'organization',
  label: 'Organization',
  parent: 'installation',
  idParameter: 'orgId',
  table: 'organization',
  isVersioned: true,
  rowId: 'organization_row_id',
  nameColumn: 'name',
  auditType: 'Organization',
  isRecent: true,
};
