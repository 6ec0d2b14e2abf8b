import type { ActionRouter } from '../../platform/http/action-router.ts';
import { writePlainly } from '../../platform/http/long-answer.ts';
import { successAnswer } from '../../platform/http/schemas.ts';
import { keepPrivate } from './answers.ts';
import { type BlockCalls, registerBlockRoutes } from './block-routes.ts';
import type { DashboardData } from './data/dashboard-data.ts';
import type { DashboardStreams } from './data/streams.ts';
import { contextAnswer, contextInstance, contextQuery, dataAnswer, dataPost, streamQuery } from './data-schemas.ts';
import { etagOf, toSharedDashboard } from './representation.ts';
import { maxBodyBytes } from './saving.ts';
import {
  dashboardAnswer,
  dashboardPatch,
  dashboardPost,
  dashboardQuery,
  dashboardsAnswer,
  dashboardsQuery,
  sessionAnswer,
  sessionPost,
} from './schemas.ts';
import type { DashboardService } from './service.ts';
import type { DashboardVersions } from './versions/service.ts';
import type { Visitors } from './visitors.ts';

export interface DashboardRoutes extends BlockCalls {
  readonly dashboards: DashboardService;
  readonly visitors: Visitors;
  readonly data: DashboardData;
  readonly streams: DashboardStreams;
  readonly versions: DashboardVersions;
}

const onlyLooks = 'it only looks';

/** Dashboards of an owner, and what is shared of them (dashboards.md, "1. The resource"). */
export function registerDashboardRoutes(router: ActionRouter, options: DashboardRoutes): void {
  const { dashboards, visitors, data, streams } = options;
  registerBlockRoutes(router, options);

  router.handle('dashboards.get', {
    summary: 'The dashboards of the caller, of an organization or of an application.',
    query: dashboardsQuery,
    answer: dashboardsAnswer,
    handle: async (call) => dashboards.list(call.principal, call.query),
  });

  router.handle('dashboards.post', {
    summary: 'Create a dashboard: for the caller, in an organization, or in an application.',
    body: dashboardPost,
    bodyLimit: maxBodyBytes,
    answer: dashboardAnswer,
    handle: async (call) => {
      const place = await dashboards.choosePlace(call.principal, call.body);
      const row = await dashboards.create(call.principal, place, call.body, call.change);
      call.reply.header('etag', etagOf(row));
      return dashboards.represent(row, 'collaborate');
    },
  });

  router.handle('dashboard.get', {
    summary: 'One dashboard. What is shared is shown without a token: to everybody, or to whoever has the password.',
    query: dashboardQuery,
    answer: dashboardAnswer,
    handle: async (call) => {
      const visit = await visitors.admit(call.request, call.action, call.parameters.dashboardId, call.query);
      keepPrivate(call.reply);
      if (visit.standing === 'shared') return toSharedDashboard(visit.row);
      call.reply.header('etag', etagOf(visit.row));
      return dashboards.represent(visit.row, visit.standing);
    },
  });

  router.handle('dashboard.patch', {
    summary:
      'Change a dashboard. Each list that is given replaces the whole; with If-Match nothing newer is written over.',
    body: dashboardPatch,
    bodyLimit: maxBodyBytes,
    answer: dashboardAnswer,
    handle: async (call) => {
      const row = await dashboards.require(call.parameters.dashboardId);
      const ifMatch = call.request.headers['if-match'];
      const changed = await dashboards.patch(call.principal, row, call.body, { change: call.change, ifMatch });
      call.reply.header('etag', etagOf(changed));
      return dashboards.represent(changed, 'collaborate');
    },
  });

  router.handle('dashboard.delete', {
    summary: 'Delete a dashboard.',
    answer: successAnswer,
    handle: async (call) => dashboards.delete(await dashboards.require(call.parameters.dashboardId), call.change),
  });

  router.handle('dashboard.validateContext', {
    summary: 'Check values of a dashboard’s variables, and fill in its defaults.',
    query: contextQuery,
    body: contextInstance,
    answer: contextAnswer,
    unrecorded: onlyLooks,
    handle: async (call) => {
      const { dashboardId } = call.parameters;
      const visit = await visitors.admit(call.request, call.action, dashboardId, call.query);
      visitors.countCall(call.request, visit);
      keepPrivate(call.reply);
      const { duration, resolution, end } = call.query;
      return data.validate(visit, call.body, { duration, resolution, end });
    },
  });

  router.handle('dashboard.session', {
    summary: 'A token that opens a dashboard for twelve hours in place of its password.',
    body: sessionPost,
    answer: sessionAnswer,
    unrecorded: onlyLooks,
    handle: async (call) => {
      keepPrivate(call.reply);
      return visitors.openSession(call.request, call.parameters.dashboardId, call.body.password);
    },
  });

  router.handle('dashboard.data', {
    summary: 'What the blocks of a dashboard show, all in one answer.',
    query: dashboardQuery,
    body: dataPost,
    answer: dataAnswer,
    unrecorded: onlyLooks,
    handle: async (call) => {
      const { dashboardId } = call.parameters;
      const visit = await visitors.admit(call.request, call.action, dashboardId, call.query);
      visitors.countCall(call.request, visit);
      keepPrivate(call.reply);
      return writePlainly(call.reply, await data.answer(visit, call.body), { map: 'blocks' });
    },
  });

  router.handle('dashboard.stream', {
    summary: 'Server-Sent Events with fresh data of the blocks of a dashboard as it comes.',
    query: streamQuery,
    stream: true,
    handle: async (call) => {
      const { dashboardId } = call.parameters;
      const visit = await visitors.admit(call.request, call.action, dashboardId, call.query);
      visitors.countCall(call.request, visit);
      return streams.open(call, visit, (was, hash) => visitors.renew(was, call.action, hash));
    },
  });
}
