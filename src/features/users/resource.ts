import type { Resource } from '../../platform/resources/resource.ts';

export const userResource: Resource = {
  type: 'user',
  label: 'User',
  parent: 'installation',
  idParameter: 'userId',
  table: 'app_user',
  isVersioned: true,
  rowId: 'user_row_id',
  nameColumn: 'email',
  auditType: 'User',
};
