import type { Resource } from '../../platform/resources/resource.ts';

const token = {
  label: 'API token',
  idParameter: 'apiTokenId',
  table: 'access_token',
  rowId: 'access_token_row_id',
  nameColumn: 'name',
  auditType: 'ApiToken',
} as const;

/** An application's tokens can be found by name in it. */
export const applicationApiTokenResource: Resource = {
  ...token,
  type: 'applicationApiToken',
  parent: 'application',
  search: { name: 'name', descriptor: 'description' },
  summaryField: 'apiTokenCount',
  consolePath: '/applications/{applicationId}/tokens',
};

export const orgApiTokenResource: Resource = { ...token, type: 'orgApiToken', parent: 'organization' };

export const userApiTokenResource: Resource = { ...token, type: 'userApiToken', parent: 'user' };
