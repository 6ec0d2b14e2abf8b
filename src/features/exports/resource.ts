import type { Resource } from '../../platform/resources/resource.ts';

export const exportResource: Resource = {
  type: 'export',
  label: 'Export',
  parent: 'application',
  idParameter: 'exportId',
  table: 'data_export',
  rowId: 'data_export_row_id',
};
