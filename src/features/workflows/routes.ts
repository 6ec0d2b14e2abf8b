import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ActionRouter } from '../../platform/http/action-router.ts';
import { successAnswer } from '../../platform/http/schemas.ts';
import type { FlowDeletion } from './deletion.ts';
import {
  customNodesQuery,
  flow,
  flowCheck,
  flowPatch,
  flowPost,
  flowProblems,
  flows,
  flowsByVersionQuery,
  flowsQuery,
  flowVersions,
} from './schemas.ts';
import { type FlowService, tagOf } from './service.ts';

/** Bytes of a body that holds a workflow (resources.md, "Rules for all"). */
export const flowBodyLimit = 1024 * 1024;

/** Workflows with their version develop. */
export function registerFlowRoutes(
  router: ActionRouter,
  { service, deletion }: { readonly service: FlowService; readonly deletion: FlowDeletion },
): void {
  router.handle('flows.get', {
    summary: 'The workflows of an application.',
    query: flowsQuery,
    answer: flows,
    handle: async (call) => service.list(call.application, call.query),
  });

  router.handle('flows.getByVersion', {
    summary: 'The versions of one name of all workflows of an application.',
    query: flowsByVersionQuery,
    answer: flowVersions,
    handle: async (call) => service.listByVersion(call.application, call.query),
  });

  router.handle('flows.post', {
    summary: 'Create a workflow; it runs at once when it is enabled.',
    query: customNodesQuery,
    body: flowPost,
    bodyLimit: flowBodyLimit,
    answer: flow,
    handle: async ({ application, body, change, query, reply }) =>
      tagged(reply, await service.create(application, body, { ...query, change })),
  });

  router.handle('flow.get', {
    summary: 'One workflow with its version develop.',
    query: customNodesQuery,
    answer: flow,
    handle: async ({ application, parameters, query, reply }) =>
      tagged(reply, await service.get(application, parameters.flowId, query)),
  });

  router.handle('flow.patch', {
    summary: 'Change a workflow or its version develop; with If-Match only as long as nobody else has.',
    query: customNodesQuery,
    body: flowPatch,
    bodyLimit: flowBodyLimit,
    answer: flow,
    handle: async ({ application, body, change, parameters, query, reply, request }) => {
      const options = { ...query, change, ifMatch: readIfMatch(request) };
      return tagged(reply, await service.patch(application, parameters.flowId, body, options));
    },
  });

  router.handle('flow.check', {
    summary: 'What would keep a definition from being saved; changes nothing.',
    body: flowCheck,
    bodyLimit: flowBodyLimit,
    answer: flowProblems,
    unrecorded: 'it only looks',
    handle: async ({ application, body, parameters }) => service.check(application, parameters.flowId, body),
  });

  router.handle('flow.delete', {
    summary: 'Delete a workflow with its versions and its storage.',
    answer: successAnswer,
    handle: async (call) => deletion.delete(call.application, call.parameters.flowId, call.change),
  });
}

function tagged<Shown extends { readonly lastUpdated: string }>(reply: FastifyReply, shown: Shown): Shown {
  reply.header('etag', tagOf(shown));
  return shown;
}

function readIfMatch(request: FastifyRequest): string | undefined {
  return request.headers['if-match'];
}
