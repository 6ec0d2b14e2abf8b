import type { Resource } from '../../../src/platform/resources/resource.ts';

export const widgetResource: Resource = {
  type: 'widget',
  label: 'Widget',
  parent: 'application',
  idParameter: 'widgetId',
  table: 'widget',
  rowId: 'widget_row_id',
  nameColumn: 'name',
  auditType: 'Widget',
  search: { name: 'name', descriptor: 'description' },
  summaryField: 'widgetCount',
  isRecent: true,
  consolePath: '/applications/{applicationId}/widgets/{id}',
  transfer: {
    path: '/applications/{applicationId}/widgets',
    fields: ['name', 'description', 'deviceId'],
    references: { deviceId: 'device' },
  },
};
