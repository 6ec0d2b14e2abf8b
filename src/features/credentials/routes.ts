import type { ActionRouter } from '../../platform/http/action-router.ts';
import { successAnswer } from '../../platform/http/schemas.ts';
import {
  credential,
  credentialPatch,
  credentialPost,
  credentials as credentialsAnswer,
  credentialsQuery,
  linkedResources,
} from './schemas.ts';
import type { CredentialService } from './service.ts';

/** Credentials of an application. Their secrets are taken and never returned. */
export function registerCredentialRoutes(router: ActionRouter, credentials: CredentialService): void {
  router.handle('credentials.get', {
    summary: 'The credentials of an application, without their secrets.',
    query: credentialsQuery,
    answer: credentialsAnswer,
    handle: async (call) => credentials.list(call.application, call.query),
  });

  router.handle('credentials.post', {
    summary: 'Create a credential.',
    body: credentialPost,
    answer: credential,
    handle: async (call) => credentials.create(call.application, call.body, call.change),
  });

  router.handle('credential.get', {
    summary: 'One credential, without its secrets.',
    answer: credential,
    handle: async (call) => credentials.get(call.application, call.parameters.credentialId),
  });

  router.handle('credential.patch', {
    summary: 'Change a credential; secrets that are left out stay as they are.',
    body: credentialPatch,
    answer: credential,
    handle: async (call) => credentials.patch(call.application, call.parameters.credentialId, call.body, call.change),
  });

  router.handle('credential.delete', {
    summary: 'Delete a credential that nothing names any more.',
    answer: successAnswer,
    handle: async (call) => credentials.delete(call.application, call.parameters.credentialId, call.change),
  });

  router.handle('credential.linkedResources', {
    summary: 'What names a credential.',
    answer: linkedResources,
    handle: async (call) => credentials.linkedResources(call.application, call.parameters.credentialId),
  });
}
