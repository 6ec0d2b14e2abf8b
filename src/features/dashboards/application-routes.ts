import type { ActionRouter } from '../../platform/http/action-router.ts';
import { writePlainly } from '../../platform/http/long-answer.ts';
import { successAnswer } from '../../platform/http/schemas.ts';
import { standingOf } from './answers.ts';
import { registerApplicationBlockRoutes } from './application-block-routes.ts';
import { dataAnswer, dataPost, streamQuery } from './data-schemas.ts';
import { etagOf } from './representation.ts';
import type { DashboardRoutes } from './routes.ts';
import { maxBodyBytes } from './saving.ts';
import {
  applicationDashboardPost,
  applicationDashboardsQuery,
  dashboardAnswer,
  dashboardPatch,
  dashboardsAnswer,
} from './schemas.ts';

/** Dashboards of an application by its path, which application tokens reach as well (dashboards.md, "1. The resource"). */
export function registerApplicationDashboardRoutes(router: ActionRouter, options: DashboardRoutes): void {
  const { dashboards, visitors, data, streams } = options;
  registerApplicationBlockRoutes(router, options);

  router.handle('applicationDashboards.get', {
    summary: 'The dashboards of an application.',
    query: applicationDashboardsQuery,
    answer: dashboardsAnswer,
    handle: async (call) => dashboards.listOf(call.application, call.principal, call.query),
  });

  router.handle('applicationDashboards.post', {
    summary: 'Create a dashboard in an application.',
    body: applicationDashboardPost,
    bodyLimit: maxBodyBytes,
    answer: dashboardAnswer,
    handle: async (call) => {
      const { application, principal } = call;
      const userRowId = principal.kind === 'user' ? principal.userRowId : null;
      const owner = { ownerType: application.ownerType, ownerId: application.ownerId, userRowId };
      const row = await dashboards.create(principal, { owner, application }, call.body, call.change);
      call.reply.header('etag', etagOf(row));
      return dashboards.represent(row, 'collaborate');
    },
  });

  router.handle('applicationDashboard.get', {
    summary: 'One dashboard of an application.',
    answer: dashboardAnswer,
    handle: async (call) => {
      const row = await dashboards.requireIn(call.application, call.principal, call.parameters.dashboardId);
      call.reply.header('etag', etagOf(row));
      return dashboards.represent(row, standingOf(call.role));
    },
  });

  router.handle('applicationDashboard.patch', {
    summary: 'Change a dashboard of an application.',
    body: dashboardPatch,
    bodyLimit: maxBodyBytes,
    answer: dashboardAnswer,
    handle: async (call) => {
      const row = await dashboards.requireIn(call.application, call.principal, call.parameters.dashboardId);
      const ifMatch = call.request.headers['if-match'];
      const changed = await dashboards.patch(call.principal, row, call.body, { change: call.change, ifMatch });
      call.reply.header('etag', etagOf(changed));
      return dashboards.represent(changed, 'collaborate');
    },
  });

  router.handle('applicationDashboard.delete', {
    summary: 'Delete a dashboard of an application.',
    answer: successAnswer,
    handle: async (call) => {
      const row = await dashboards.requireIn(call.application, call.principal, call.parameters.dashboardId);
      return dashboards.delete(row, call.change);
    },
  });

  router.handle('applicationDashboard.data', {
    summary: 'What the blocks of a dashboard show, all in one answer.',
    body: dataPost,
    answer: dataAnswer,
    handle: async (call) => {
      const { application, principal, role, parameters } = call;
      const row = await dashboards.requireIn(application, principal, parameters.dashboardId);
      return writePlainly(call.reply, await data.answer({ row, principal, standing: standingOf(role) }, call.body), {
        map: 'blocks',
      });
    },
  });

  router.handle('applicationDashboard.stream', {
    summary: 'Server-Sent Events with fresh data of the blocks of a dashboard as it comes.',
    query: streamQuery,
    stream: true,
    handle: async (call) => {
      const { application, principal, role, parameters } = call;
      const row = await dashboards.requireIn(application, principal, parameters.dashboardId);
      const visit = { row, principal, standing: standingOf(role) };
      return streams.open(call, visit, (was) => visitors.renewIn(was, call.action, application.applicationId));
    },
  });
}
