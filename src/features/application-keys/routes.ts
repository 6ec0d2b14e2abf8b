import type { ActionRouter } from '../../platform/http/action-router.ts';
import { successAnswer } from '../../platform/http/schemas.ts';
import { applicationKey, applicationKeys, createdApplicationKey, keyPatch, keyPost, keysQuery } from './schemas.ts';
import type { ApplicationKeyService } from './service.ts';

/** Access keys of an application. The secret is in the response that makes a key, and nowhere else. */
export function registerApplicationKeyRoutes(router: ActionRouter, keys: ApplicationKeyService): void {
  router.handle('applicationKeys.get', {
    summary: 'The access keys of an application, without their secrets.',
    query: keysQuery,
    answer: applicationKeys,
    handle: async (call) => keys.list(call.application, call.query),
  });

  router.handle('applicationKeys.post', {
    summary: 'Create an access key; the answer is the only one that shows its secret.',
    body: keyPost,
    answer: createdApplicationKey,
    handle: async (call) => keys.create(call.application, call.body, call.change),
  });

  router.handle('applicationKey.get', {
    summary: 'One access key, without its secret.',
    answer: applicationKey,
    handle: async (call) => keys.get(call.application, call.parameters.applicationKeyId),
  });

  router.handle('applicationKey.patch', {
    summary: 'Change an access key; connections that it no longer allows are closed.',
    body: keyPatch,
    answer: applicationKey,
    handle: async (call) => keys.patch(call.application, call.parameters.applicationKeyId, call.body, call.change),
  });

  router.handle('applicationKey.delete', {
    summary: 'Delete an access key; connections that used it are closed.',
    answer: successAnswer,
    handle: async (call) => keys.delete(call.application, call.parameters.applicationKeyId, call.change),
  });
}
