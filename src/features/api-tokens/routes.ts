import type { ActionCall, ActionRouter } from '../../platform/http/action-router.ts';
import { successAnswer } from '../../platform/http/schemas.ts';
import { applicationOwner, organizationOwner, type TokenOwner, userOwner } from './owners.ts';
import { apiToken, apiTokens, tokenPatch, tokenPost, tokensQuery } from './schemas.ts';
import type { ApiTokenService } from './service.ts';

type OwnerOf = (call: ActionCall<unknown, unknown>) => TokenOwner;

/** API tokens of every kind of owner: users, organizations (ours) and applications. */
export function registerApiTokenRoutes(router: ActionRouter, tokens: ApiTokenService): void {
  registerRoutes(router, tokens, 'applicationApiToken', 'an application', (call) => applicationOwner(call.application));
  registerRoutes(router, tokens, 'orgApiToken', 'an organization', (call) => organizationOwner(call.organization));
  registerRoutes(router, tokens, 'userApiToken', 'the caller', (call) => userOwner(call.user));
}

/** The same five actions for every kind of owner; `resource` is the action's resource in the singular. */
function registerRoutes(
  router: ActionRouter,
  tokens: ApiTokenService,
  resource: 'applicationApiToken' | 'orgApiToken' | 'userApiToken',
  whose: string,
  ownerOf: OwnerOf,
): void {
  router.handle(`${resource}s.get`, {
    summary: `The API tokens of ${whose}, without the tokens themselves.`,
    query: tokensQuery,
    answer: apiTokens,
    handle: async (call) => tokens.list(ownerOf(call), call.query),
  });

  router.handle(`${resource}s.post`, {
    summary: `Create an API token of ${whose}; the answer is the only one that shows it.`,
    body: tokenPost,
    answer: apiToken,
    handle: async (call) => tokens.create(ownerOf(call), call, call.body),
  });

  router.handle(`${resource}.get`, {
    summary: `One API token of ${whose}, without the token itself.`,
    answer: apiToken,
    handle: async (call) => tokens.get(ownerOf(call), call.parameters.apiTokenId),
  });

  router.handle(`${resource}.patch`, {
    summary: `Rename, describe, deactivate or activate an API token of ${whose}.`,
    body: tokenPatch,
    answer: apiToken,
    handle: async (call) => tokens.patch(ownerOf(call), call.parameters.apiTokenId, call.body, call.change),
  });

  router.handle(`${resource}.delete`, {
    summary: `Delete an API token of ${whose}; it stops working at once.`,
    answer: successAnswer,
    handle: async (call) => tokens.delete(ownerOf(call), call.parameters.apiTokenId, call.change),
  });
}
