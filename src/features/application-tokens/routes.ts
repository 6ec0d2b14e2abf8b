import type { ActionRouter } from '../../platform/http/action-router.ts';
import { successAnswer } from '../../platform/http/schemas.ts';
import { apiToken, apiTokens, tokenPatch, tokenPost, tokensQuery } from './schemas.ts';
import type { ApplicationTokenService } from './service.ts';

export function registerApplicationTokenRoutes(router: ActionRouter, tokens: ApplicationTokenService): void {
  router.handle('applicationApiTokens.get', {
    summary: 'The API tokens of an application, without the tokens themselves.',
    query: tokensQuery,
    answer: apiTokens,
    handle: async (call) => tokens.list(call.application, call.query),
  });

  router.handle('applicationApiTokens.post', {
    summary: 'Create an API token; the answer is the only one that shows it.',
    body: tokenPost,
    answer: apiToken,
    handle: async (call) => tokens.create(call.application, call.principal, call.body),
  });

  router.handle('applicationApiToken.get', {
    summary: 'One API token, without the token itself.',
    answer: apiToken,
    handle: async (call) => tokens.get(call.application, call.parameters.apiTokenId ?? ''),
  });

  router.handle('applicationApiToken.patch', {
    summary: 'Rename, describe, deactivate or activate an API token.',
    body: tokenPatch,
    answer: apiToken,
    handle: async (call) => tokens.patch(call.application, call.parameters.apiTokenId ?? '', call.body),
  });

  router.handle('applicationApiToken.delete', {
    summary: 'Delete an API token; it stops working at once.',
    answer: successAnswer,
    handle: async (call) => tokens.delete(call.application, call.parameters.apiTokenId ?? ''),
  });
}
