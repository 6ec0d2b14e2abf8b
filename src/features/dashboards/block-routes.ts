import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Action } from '../../kernel/actions.ts';
import { isId } from '../../kernel/ids.ts';
import type { ActionRouter } from '../../platform/http/action-router.ts';
import { keepPrivate, standingOf } from './answers.ts';
import type { EventUpdates } from './controls/event-updates.ts';
import type { ButtonPresses } from './controls/press.ts';
import { readAsset } from './data/asset.ts';
import type { DashboardData } from './data/dashboard-data.ts';
import { type ExportedFile, exportBlock } from './data/export-block.ts';
import {
  actAnswer,
  actPost,
  assetQuery,
  choicesAnswer,
  choicesQuery,
  eventsUpdated,
  exportQuery,
  pressesAnswer,
  updateEventsPost,
} from './data-schemas.ts';
import { etagOf } from './representation.ts';
import {
  compareQuery,
  dashboardAnswer,
  dashboardQuery,
  versionAnswer,
  versionChanges,
  versionRestore,
  versionsAnswer,
} from './schemas.ts';
import type { DashboardService } from './service.ts';
import type { DashboardVersions } from './versions/service.ts';
import type { VisitorQuery, Visitors } from './visitors.ts';

/** What the calls about single blocks need. */
export interface BlockCalls {
  readonly data: DashboardData;
  readonly presses: ButtonPresses;
  readonly eventUpdates: EventUpdates;
}

/** Calls about single blocks and variables, and the versions of a dashboard (dashboards.md, "5. Data: one request, one stream"). */
export function registerBlockRoutes(
  router: ActionRouter,
  options: BlockCalls & {
    readonly dashboards: DashboardService;
    readonly visitors: Visitors;
    readonly versions: DashboardVersions;
  },
): void {
  const { data, presses, eventUpdates, dashboards, visitors, versions } = options;
  const admit = async (
    call: { action: Action; request: FastifyRequest; reply: FastifyReply; query: VisitorQuery },
    dashboardId: string,
  ) => {
    const visit = await visitors.admit(call.request, call.action, dashboardId, call.query);
    visitors.countCall(call.request, visit);
    keepPrivate(call.reply);
    return visit;
  };

  router.handle('dashboard.choices', {
    summary: 'What a variable of a dashboard may be set to.',
    query: choicesQuery,
    answer: choicesAnswer,
    handle: async (call) => {
      const visit = await admit(call, call.parameters.dashboardId);
      return data.choices(visit, call.parameters.variable, call.query);
    },
  });

  router.handle('dashboard.export', {
    summary: 'What a block shows, as CSV or JSON; or its raw points.',
    query: exportQuery,
    raw: 'text/csv',
    handle: async (call) => {
      const visit = await admit(call, call.parameters.dashboardId);
      return sendFile(call.reply, await exportBlock(data, visit, call.parameters.blockId, call.query));
    },
  });

  router.handle('dashboard.asset', {
    summary: 'The picture that a block of the type image shows of an attribute.',
    query: assetQuery,
    raw: 'image/*',
    handle: async (call) => {
      const visit = await admit(call, call.parameters.dashboardId);
      return sendPicture(call.reply, await readAsset(data, visit, call.parameters.blockId, call.query));
    },
  });

  router.handle('dashboard.act', {
    summary: 'Press a button of an input block: the server makes the command, or the payload, of the values sent.',
    query: dashboardQuery,
    body: actPost,
    answer: actAnswer,
    unrecorded: 'what was pressed is kept with the dashboard, and the command history has the commands',
    handle: async (call) => {
      const visit = await admit(call, call.parameters.dashboardId);
      return presses.press(visit, call.parameters.blockId, call.body);
    },
  });

  router.handle('dashboard.updateEvents', {
    summary: 'Acknowledge or resolve events that a block shows.',
    query: dashboardQuery,
    body: updateEventsPost,
    answer: eventsUpdated,
    unrecorded: 'the event has it',
    handle: async (call) => {
      const visit = await admit(call, call.parameters.dashboardId);
      return eventUpdates.update(visit, call.parameters.blockId, call.body);
    },
  });

  router.handle('dashboard.getPresses', {
    summary: 'Who has pressed which buttons of a dashboard, newest first.',
    answer: pressesAnswer,
    handle: async (call) => presses.list((await dashboards.require(call.parameters.dashboardId)).dashboard_row_id),
  });

  router.handle('dashboard.getVersions', {
    summary: 'The newest fifty saves of a dashboard.',
    answer: versionsAnswer,
    handle: async (call) => versions.list(await dashboards.require(call.parameters.dashboardId)),
  });

  router.handle('dashboard.getVersion', {
    summary: 'A former save of a dashboard, with all that it held.',
    answer: versionAnswer,
    handle: async (call) => {
      const { dashboardId, versionId } = call.parameters;
      return versions.get(await dashboards.require(dashboardId), versionId, standingOf(call.role));
    },
  });

  router.handle('dashboard.compareVersion', {
    summary: 'What differs between a former save of a dashboard and another one, or what it is now.',
    query: compareQuery,
    answer: versionChanges,
    handle: async (call) => {
      const { dashboardId, versionId } = call.parameters;
      const to = call.query.to !== undefined && isId(call.query.to) ? call.query.to.toLowerCase() : call.query.to;
      return versions.compare(await dashboards.require(dashboardId), versionId, to, standingOf(call.role));
    },
  });

  router.handle('dashboard.restoreVersion', {
    summary: 'Save a former version of a dashboard anew.',
    body: versionRestore,
    answer: dashboardAnswer,
    handle: async (call) => {
      const { dashboardId, versionId } = call.parameters;
      const row = await dashboards.require(dashboardId);
      const ifMatch = call.request.headers['if-match'];
      const restored = await versions.restore(call.principal, row, versionId, { change: call.change, ifMatch });
      call.reply.header('etag', etagOf(restored));
      return dashboards.represent(restored, 'collaborate');
    },
  });
}

export function sendFile(reply: FastifyReply, { name, contentType, content }: ExportedFile): FastifyReply {
  return reply
    .type(contentType)
    .header('content-disposition', `attachment; filename="${name}"`)
    .header('x-content-type-options', 'nosniff')
    .send(content);
}

export function sendPicture(
  reply: FastifyReply,
  { contentType, bytes }: { contentType: string; bytes: Buffer },
): FastifyReply {
  return reply
    .type(contentType)
    .header('content-security-policy', "sandbox; default-src 'none'; style-src 'unsafe-inline'")
    .header('x-content-type-options', 'nosniff')
    .send(bytes);
}
