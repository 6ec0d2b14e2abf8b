import type { Resource } from '../../platform/resources/resource.ts';

/** Not carried by `signalbox export`: without its secrets an integration cannot be made. */
export const integrationResource: Resource = {
  type: 'integration',
  label: 'Integration',
  parent: 'application',
  idParameter: 'integrationId',
  table: 'integration',
  rowId: 'integration_row_id',
  nameColumn: 'name',
  auditType: 'Integration',
  search: { name: 'name', descriptor: 'integration_type' },
  summaryField: 'integrationCount',
  consolePath: '/applications/{applicationId}/integrations/{id}',
  heavyTables: ['integration_message'],
};
