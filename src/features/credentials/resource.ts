import type { Resource } from '../../platform/resources/resource.ts';

/** Its changes are recorded under the application alone: the record's schema knows no credentials. */
export const credentialResource: Resource = {
  type: 'credential',
  label: 'Credential',
  parent: 'application',
  idParameter: 'credentialId',
  table: 'credential',
  isVersioned: true,
  rowId: 'credential_row_id',
  nameColumn: 'name',
  summaryField: 'credentialCount',
  consolePath: '/applications/{applicationId}/credentials',
};
