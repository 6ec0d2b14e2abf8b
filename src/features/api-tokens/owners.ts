import type { Principal } from '../../kernel/principal.ts';
import type { Resource } from '../../platform/resources/resource.ts';
import { applicationApiTokenResource, orgApiTokenResource, userApiTokenResource } from './resource.ts';

/** Whom an API token belongs to, and thereby what it can reach. */
export interface TokenOwner {
  readonly ownerType: 'application' | 'organization' | 'user';
  /** 24-hex id. */
  readonly ownerId: string;
  readonly kind: 'applicationApi' | 'organizationApi' | 'userApi';
  /** The caller that a bearer of such a token is. */
  readonly bearer: Principal['kind'];
  readonly column: 'application_row_id' | 'organization_row_id' | 'user_row_id';
  readonly key: number;
  /** What a token gets when nobody says which scopes. */
  readonly defaultScope: string;
  /** As what its tokens are declared. */
  readonly resource: Resource;
  /** Where its tokens are listed. */
  readonly path: string;
}

export function applicationOwner(application: { applicationRowId: number; applicationId: string }): TokenOwner {
  return {
    ownerType: 'application',
    ownerId: application.applicationId,
    kind: 'applicationApi',
    bearer: 'application',
    column: 'application_row_id',
    key: application.applicationRowId,
    defaultScope: 'all.Application',
    resource: applicationApiTokenResource,
    path: `/applications/${application.applicationId}/tokens`,
  };
}

export function organizationOwner(organization: { organizationRowId: number; organizationId: string }): TokenOwner {
  return {
    ownerType: 'organization',
    ownerId: organization.organizationId,
    kind: 'organizationApi',
    bearer: 'organization',
    column: 'organization_row_id',
    key: organization.organizationRowId,
    defaultScope: 'all.Organization',
    resource: orgApiTokenResource,
    path: `/orgs/${organization.organizationId}/tokens`,
  };
}

export function userOwner(user: { userRowId: number; userId: string }): TokenOwner {
  return {
    ownerType: 'user',
    ownerId: user.userId,
    kind: 'userApi',
    bearer: 'user',
    column: 'user_row_id',
    key: user.userRowId,
    defaultScope: 'all.User',
    resource: userApiTokenResource,
    path: '/me/tokens',
  };
}
