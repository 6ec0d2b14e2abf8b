import type { Resource } from '../../platform/resources/resource.ts';

/** `signalbox export` carries it without its secrets. */
export const integrationResource: Resource = {
  type: 'integration',
  label: 'Integration',
  parent: 'application',
  idParameter: 'integrationId',
  table: 'integration',
  isVersioned: true,
  rowId: 'integration_row_id',
  nameColumn: 'name',
  auditType: 'Integration',
  search: { name: 'name', descriptor: 'integration_type' },
  summaryField: 'integrationCount',
  consolePath: '/applications/{applicationId}/integrations/{id}',
  heavyTables: ['integration_message'],
  transfer: {
    path: '/applications/{applicationId}/integrations',
    fields: ['name', 'integrationType', 'topics', 'mqttConfig', 'googlePubSubConfig', 'particleConfig', 'outbox'],
    // Two that are connected in the same way take the connection from each other.
    set: { enabled: false },
  },
};
