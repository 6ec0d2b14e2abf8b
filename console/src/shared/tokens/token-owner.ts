import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { request } from '../../api/client.ts';
import { keys } from '../../api/query-keys.ts';
import type { Body } from '../../api/shapes.ts';
import type { Level } from './scopes.ts';

/** Whose tokens: an application's, an organization's, or one's own. */
export type TokenOwner =
  | { readonly kind: 'application'; readonly applicationId: string }
  | { readonly kind: 'organization'; readonly orgId: string }
  | { readonly kind: 'user' };

export type TokenPost = Body<'POST', '/me/tokens'>;
export type TokenPatch = Body<'PATCH', '/me/tokens/{apiTokenId}'>;

export const tokensPerPage = 25;
const levels = { application: 'Application', organization: 'Organization', user: 'User' } as const;

export function levelOf({ kind }: TokenOwner): Level {
  return levels[kind];
}

/** One page of the owner's tokens, counted from 0, newest first. */
export const tokensQuery = (owner: TokenOwner, page: number) =>
  queryOptions({
    queryKey: keys.tokenList(owner, page),
    queryFn: () => {
      const query = { page, perPage: tokensPerPage, sortField: 'creationDate', sortDirection: 'desc' };
      if (owner.kind === 'user') return request('GET', '/me/tokens', { query });
      if (owner.kind === 'organization') {
        return request('GET', '/orgs/{orgId}/tokens', { path: { orgId: owner.orgId }, query });
      }
      const path = { applicationId: owner.applicationId };
      return request('GET', '/applications/{applicationId}/tokens', { path, query });
    },
    placeholderData: keepPreviousData,
  });

/** The answer is the only one that has the token itself in it. */
export function createToken(owner: TokenOwner, body: TokenPost) {
  if (owner.kind === 'user') return request('POST', '/me/tokens', { body });
  if (owner.kind === 'organization') {
    return request('POST', '/orgs/{orgId}/tokens', { path: { orgId: owner.orgId }, body });
  }
  const path = { applicationId: owner.applicationId };
  return request('POST', '/applications/{applicationId}/tokens', { path, body });
}

export function patchToken(owner: TokenOwner, apiTokenId: string, body: TokenPatch) {
  if (owner.kind === 'user') return request('PATCH', '/me/tokens/{apiTokenId}', { path: { apiTokenId }, body });
  if (owner.kind === 'organization') {
    return request('PATCH', '/orgs/{orgId}/tokens/{apiTokenId}', { path: { orgId: owner.orgId, apiTokenId }, body });
  }
  const path = { applicationId: owner.applicationId, apiTokenId };
  return request('PATCH', '/applications/{applicationId}/tokens/{apiTokenId}', { path, body });
}

export function deleteToken(owner: TokenOwner, apiTokenId: string) {
  if (owner.kind === 'user') return request('DELETE', '/me/tokens/{apiTokenId}', { path: { apiTokenId } });
  if (owner.kind === 'organization') {
    return request('DELETE', '/orgs/{orgId}/tokens/{apiTokenId}', { path: { orgId: owner.orgId, apiTokenId } });
  }
  const path = { applicationId: owner.applicationId, apiTokenId };
  return request('DELETE', '/applications/{applicationId}/tokens/{apiTokenId}', { path });
}
