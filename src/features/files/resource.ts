import type { Resource } from '../../platform/resources/resource.ts';

/** Files of an application and their directories. */
export const fileResource: Resource = {
  type: 'file',
  label: 'File',
  parent: 'application',
  idParameter: 'fileId',
  table: 'application_file',
  rowId: 'file_row_id',
  nameColumn: 'name',
  auditType: 'File',
  search: { name: 'name', descriptor: 'parent_directory' },
  summaryField: 'fileCount',
  consolePath: '/applications/{applicationId}/files/{id}',
};
