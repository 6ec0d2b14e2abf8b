import type { ActionRouter } from '../../platform/http/action-router.ts';
import { successAnswer } from '../../platform/http/schemas.ts';
import { flowBodyLimit } from './routes.ts';
import {
  bulkDeleted,
  customNodesQuery,
  flowVersion,
  flowVersions,
  versionPatch,
  versionPost,
  versionPostQuery,
  versionsDelete,
  versionsQuery,
} from './schemas.ts';
import type { VersionService } from './versions.ts';

/** Named versions of workflows. */
export function registerVersionRoutes(router: ActionRouter, versions: VersionService): void {
  router.handle('flowVersions.get', {
    summary: 'The named versions of a workflow.',
    query: versionsQuery,
    answer: flowVersions,
    handle: async (call) => versions.list(call.application, call.parameters.flowId, call.query),
  });

  router.handle('flowVersions.post', {
    summary: 'Create a version of what the body holds.',
    query: versionPostQuery,
    body: versionPost,
    bodyLimit: flowBodyLimit,
    answer: flowVersion,
    handle: async ({ application, body, change, parameters, query }) =>
      versions.create(application, parameters.flowId, body, { ...query, change }),
  });

  router.handle('flowVersions.delete', {
    summary: 'Delete the versions that a query selects, at most a thousand.',
    body: versionsDelete,
    answer: bulkDeleted,
    handle: async (call) => versions.deleteMany(call.application, call.parameters.flowId, call.body, call.change),
  });

  router.handle('flowVersion.get', {
    summary: 'One version, by its id or its name.',
    query: customNodesQuery,
    answer: flowVersion,
    handle: async ({ application, parameters, query }) =>
      versions.get(application, parameters.flowId, parameters.flowVersionId, query),
  });

  router.handle('flowVersion.patch', {
    summary: 'Change the notes of a version, or switch it on or off.',
    query: customNodesQuery,
    body: versionPatch,
    answer: flowVersion,
    handle: async ({ application, body, change, parameters, query }) =>
      versions.patch(application, parameters.flowId, parameters.flowVersionId, body, { ...query, change }),
  });

  router.handle('flowVersion.delete', {
    summary: 'Delete a version that nothing needs.',
    answer: successAnswer,
    handle: async ({ application, change, parameters }) =>
      versions.delete(application, parameters.flowId, parameters.flowVersionId, change),
  });
}
