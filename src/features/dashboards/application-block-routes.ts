import type { ApplicationRef } from '../../kernel/owner.ts';
import type { Role } from '../../kernel/permissions.ts';
import type { Principal } from '../../kernel/principal.ts';
import type { ActionRouter } from '../../platform/http/action-router.ts';
import { standingOf } from './answers.ts';
import { type BlockCalls, sendFile, sendPicture } from './block-routes.ts';
import { readAsset } from './data/asset.ts';
import { exportBlock } from './data/export-block.ts';
import {
  actAnswer,
  actPost,
  assetQuery,
  choicesAnswer,
  choicesQuery,
  contextAnswer,
  contextInstance,
  contextQuery,
  eventsUpdated,
  exportQuery,
  updateEventsPost,
} from './data-schemas.ts';
import type { DashboardService } from './service.ts';

/** The calls about single blocks by the path of the application. */
export function registerApplicationBlockRoutes(
  router: ActionRouter,
  { dashboards, data, presses, eventUpdates }: BlockCalls & { readonly dashboards: DashboardService },
): void {
  const visitOf = async (
    call: { application: ApplicationRef; principal: Principal; role: Role | undefined },
    dashboardId: string,
  ) => {
    const { application, principal, role } = call;
    const row = await dashboards.requireIn(application, principal, dashboardId);
    return { row, principal, standing: standingOf(role) };
  };

  router.handle('applicationDashboard.validateContext', {
    summary: 'Check values of a dashboard’s variables, and fill in its defaults.',
    query: contextQuery,
    body: contextInstance,
    answer: contextAnswer,
    unrecorded: 'it only looks',
    handle: async (call) => {
      const { duration, resolution, end } = call.query;
      const visit = await visitOf(call, call.parameters.dashboardId);
      return data.validate(visit, call.body, { duration, resolution, end });
    },
  });

  router.handle('applicationDashboard.choices', {
    summary: 'What a variable of a dashboard may be set to.',
    query: choicesQuery,
    answer: choicesAnswer,
    handle: async (call) => {
      const visit = await visitOf(call, call.parameters.dashboardId);
      return data.choices(visit, call.parameters.variable, call.query);
    },
  });

  router.handle('applicationDashboard.export', {
    summary: 'What a block shows, as CSV or JSON; or its raw points.',
    query: exportQuery,
    raw: 'text/csv',
    handle: async (call) => {
      const visit = await visitOf(call, call.parameters.dashboardId);
      return sendFile(call.reply, await exportBlock(data, visit, call.parameters.blockId, call.query));
    },
  });

  router.handle('applicationDashboard.asset', {
    summary: 'The picture that a block of the type image shows of an attribute.',
    query: assetQuery,
    raw: 'image/*',
    handle: async (call) => {
      const visit = await visitOf(call, call.parameters.dashboardId);
      return sendPicture(call.reply, await readAsset(data, visit, call.parameters.blockId, call.query));
    },
  });

  router.handle('applicationDashboard.act', {
    summary: 'Press a button of an input block: the server makes the command, or the payload, of the values sent.',
    body: actPost,
    answer: actAnswer,
    unrecorded: 'what was pressed is kept with the dashboard, and the command history has the commands',
    handle: async (call) => {
      const visit = await visitOf(call, call.parameters.dashboardId);
      return presses.press(visit, call.parameters.blockId, call.body);
    },
  });

  router.handle('applicationDashboard.updateEvents', {
    summary: 'Acknowledge or resolve events that a block shows.',
    body: updateEventsPost,
    answer: eventsUpdated,
    unrecorded: 'the event has it',
    handle: async (call) => {
      const visit = await visitOf(call, call.parameters.dashboardId);
      return eventUpdates.update(visit, call.parameters.blockId, call.body);
    },
  });
}
