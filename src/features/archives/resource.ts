import type { Resource } from '../../platform/resources/resource.ts';

export const archiveJobResource: Resource = {
  type: 'archiveJob',
  label: 'Archive job',
  parent: 'application',
  idParameter: 'archiveJobId',
  table: 'archive_day',
  rowId: 'day',
};
