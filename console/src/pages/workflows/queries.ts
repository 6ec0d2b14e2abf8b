import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { request } from '../../api/client.ts';
import { keys } from '../../api/query-keys.ts';
import type { Answer, Body, Query } from '../../api/shapes.ts';
import type { Definition } from './model/definition.ts';
import type { SaveProblem } from './model/marks.ts';

export type Workflow = Answer<'GET', '/applications/{applicationId}/flows/{flowId}'>;
/** A workflow as a row of the list. */
export type WorkflowItem = Answer<'GET', '/applications/{applicationId}/flows'>['items'][number];
/** A named version with its definition; versions never change (workflows.md, "1. The flow resource"). */
export type WorkflowVersion = Answer<'GET', '/applications/{applicationId}/flows/{flowId}/versions'>['items'][number];
/**
 * A class that the list can show (workflows.md, "1. The flow resource"); an empty text is `cloud`, as where none is
 * named.
 */
export type WorkflowClass = NonNullable<Query<'GET', '/applications/{applicationId}/flows'>['flowClass']>;
/** What an import has made, and what it warns of. */
export type ImportResult = Answer<'POST', '/applications/{applicationId}/flows/import'>;

/** Rows on a page of `workflowsQuery`. */
export const workflowsPerPage = 25;

/** One page of the workflows of a class, counted from 0, by name. */
export const workflowsQuery = (applicationId: string, question: { flowClass: WorkflowClass; page: number }) =>
  queryOptions({
    queryKey: keys.workflowList(applicationId, question),
    queryFn: () =>
      request('GET', '/applications/{applicationId}/flows', {
        path: { applicationId },
        query: { ...question, perPage: workflowsPerPage },
      }),
    placeholderData: keepPreviousData,
  });

/** How many custom nodes the palette offers. */
const mostCustomNodes = 200;

/** The custom nodes of the application, which its workflows may have as nodes. */
export const customNodesQuery = (applicationId: string) =>
  queryOptions({
    queryKey: keys.workflowList(applicationId, { customNodes: true }),
    queryFn: () =>
      request('GET', '/applications/{applicationId}/flows', {
        path: { applicationId },
        query: { flowClass: 'customNode', page: 0, perPage: mostCustomNodes },
      }),
  });

/** How soon what somebody else has saved is noticed. */
const watchMs = 10_000;

export const workflowQuery = (applicationId: string, flowId: string) =>
  queryOptions({
    queryKey: keys.workflow(applicationId, flowId),
    queryFn: () => request('GET', '/applications/{applicationId}/flows/{flowId}', { path: { applicationId, flowId } }),
    refetchInterval: watchMs,
  });

type Check = Body<'POST', '/applications/{applicationId}/flows/{flowId}/check'>;

/** What would keep a definition from being saved. */
export async function findProblems(
  applicationId: string,
  flowId: string,
  definition: Definition,
): Promise<readonly SaveProblem[]> {
  const { problems } = await request('POST', '/applications/{applicationId}/flows/{flowId}/check', {
    path: { applicationId, flowId },
    body: definition as unknown as Check,
  });
  return problems;
}

/** More than anybody keeps. */
const mostVersions = 200;

/** The named versions of a workflow, the newest first. */
export const versionsQuery = (applicationId: string, flowId: string) =>
  queryOptions({
    queryKey: keys.workflowVersions(applicationId, flowId),
    queryFn: () =>
      request('GET', '/applications/{applicationId}/flows/{flowId}/versions', {
        path: { applicationId, flowId },
        query: { page: 0, perPage: mostVersions, sortField: 'creationDate', sortDirection: 'desc' },
      }),
  });
