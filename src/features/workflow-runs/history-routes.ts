import type { ActionRouter } from '../../platform/http/action-router.ts';
import type { RunHistory } from './run-history.ts';
import {
  errorsQuery,
  flowErrors,
  flowStats,
  logEntries,
  logQuery,
  statsQuery,
  versionErrorsQuery,
  versionStatsQuery,
} from './schemas.ts';

/** What ran of workflows, and of their versions, and what failed. */
export function registerHistoryRoutes(router: ActionRouter, history: RunHistory): void {
  router.handle('flow.getLogEntries', {
    summary: 'What ran of a workflow, one entry per version and minute, newest first.',
    query: logQuery,
    answer: logEntries,
    handle: async ({ application, parameters, query }) => history.log(application, parameters.flowId, query),
  });

  router.handle('flow.errors', {
    summary: 'Errors of runs of a workflow in a range of time.',
    query: errorsQuery,
    answer: flowErrors,
    handle: async ({ application, parameters, query: { flowVersion, ...query } }) =>
      history.errors(application, parameters.flowId, { ...query, version: flowVersion }),
  });

  router.handle('flow.stats', {
    summary: 'Numbers of runs of a workflow in a range of time.',
    query: statsQuery,
    answer: flowStats,
    handle: async ({ application, parameters, query: { flowVersion, ...query } }) =>
      history.stats(application, parameters.flowId, { ...query, version: flowVersion }),
  });

  router.handle('flowVersion.getLogEntries', {
    summary: 'What ran of one version of a workflow, one entry per minute, newest first.',
    query: logQuery,
    answer: logEntries,
    handle: async ({ application, parameters, query }) =>
      history.log(application, parameters.flowId, { ...query, version: parameters.flowVersionId }),
  });

  router.handle('flowVersion.errors', {
    summary: 'Errors of runs of one version of a workflow in a range of time.',
    query: versionErrorsQuery,
    answer: flowErrors,
    handle: async ({ application, parameters, query }) =>
      history.errors(application, parameters.flowId, { ...query, version: parameters.flowVersionId }),
  });

  router.handle('flowVersion.stats', {
    summary: 'Numbers of runs of one version of a workflow in a range of time.',
    query: versionStatsQuery,
    answer: flowStats,
    handle: async ({ application, parameters, query }) =>
      history.stats(application, parameters.flowId, { ...query, version: parameters.flowVersionId }),
  });
}
