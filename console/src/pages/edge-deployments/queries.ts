import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { request } from '../../api/client.ts';
import { keys } from '../../api/query-keys.ts';
import type { Answer } from '../../api/shapes.ts';

export type Deployment = Answer<'GET', '/applications/{applicationId}/edge/deployments'>['items'][number];

export const deploymentsPerPage = 50;
/** As many workflows, and versions of one, as are offered to choose from. */
const mostChoices = 1000;
/** How soon what an agent reports is seen. */
const watchMs = 5_000;

/** A page of the deployments that are wished for or there, the last changed first; pages from 0. */
export const deploymentsQuery = (applicationId: string, question: { page: number; flowId: string }) =>
  queryOptions({
    queryKey: keys.edgeDeploymentList(applicationId, question),
    queryFn: () =>
      request('GET', '/applications/{applicationId}/edge/deployments', {
        path: { applicationId },
        query: {
          page: question.page,
          perPage: deploymentsPerPage,
          sortField: 'lastUpdated',
          sortDirection: 'desc',
          filterEmpty: 'true',
          ...(question.flowId === '' ? {} : { flowId: question.flowId }),
        },
      }),
    placeholderData: keepPreviousData,
    refetchInterval: watchMs,
  });

/** The edge workflows of the application, by name. */
export const edgeFlowsQuery = (applicationId: string) =>
  queryOptions({
    queryKey: keys.workflowList(applicationId, { edge: true }),
    queryFn: () =>
      request('GET', '/applications/{applicationId}/flows', {
        path: { applicationId },
        query: { flowClass: 'edge', page: 0, perPage: mostChoices },
      }),
  });

/** The versions of a workflow that can be released, the newest first. */
export const flowVersionsQuery = (applicationId: string, flowId: string) =>
  queryOptions({
    queryKey: keys.workflowVersions(applicationId, flowId),
    queryFn: () =>
      request('GET', '/applications/{applicationId}/flows/{flowId}/versions', {
        path: { applicationId, flowId },
        query: { page: 0, perPage: mostChoices, sortField: 'creationDate', sortDirection: 'desc' },
      }),
    enabled: flowId !== '',
  });
