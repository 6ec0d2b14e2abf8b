import { AppError } from '../../kernel/errors.ts';
import type { Principal } from '../../kernel/principal.ts';
import type { ActionRouter } from '../../platform/http/action-router.ts';
import { successAnswer } from '../../platform/http/schemas.ts';
import type { DeviceService } from '../devices/index.ts';
import {
  deployedWorkflow,
  deployments as deploymentsPage,
  deploymentsQuery,
  releasePost,
  removePost,
  replacePost,
  reportPost,
} from './schemas.ts';
import type { EdgeDeployments } from './service.ts';

/** Deployments of edge workflows: wishes of people, and what agents ask and report. */
export function registerEdgeDeploymentRoutes(
  router: ActionRouter,
  { deployments, devices }: { deployments: EdgeDeployments; devices: DeviceService },
): void {
  router.handle('edgeDeployments.get', {
    summary: 'Which version of which edge workflow devices should run, and which they run.',
    query: deploymentsQuery,
    answer: deploymentsPage,
    handle: async (call) => deployments.list(call.application, call.query),
  });

  router.handle('edgeDeployments.release', {
    summary: 'Ask for a version of an edge workflow, or for its removal, on edgeCompute devices.',
    body: releasePost,
    answer: successAnswer,
    handle: async (call) => deployments.release(call.application, call.principal, call.body, call.change),
  });

  router.handle('edgeDeployments.replace', {
    summary: 'Ask for another version of an edge workflow wherever one is desired.',
    body: replacePost,
    answer: successAnswer,
    handle: async (call) => deployments.replace(call.application, call.principal, call.body, call.change),
  });

  router.handle('edgeDeployments.remove', {
    summary: 'Ask for the removal of an edge workflow from devices, or of all from one device.',
    body: removePost,
    answer: successAnswer,
    handle: async (call) => deployments.remove(call.application, call.principal, call.body, call.change),
  });

  router.handle('device.edgeDeployments', {
    summary: 'The edge deployments of one device; a device’s token reads its own.',
    query: deploymentsQuery,
    answer: deploymentsPage,
    handle: async ({ application, principal, parameters, query }) => {
      const { deviceId } = await devices.require(application, principal, parameters.deviceId, 'act');
      return deployments.list(application, { ...query, deviceId });
    },
  });

  // Without workflows there is no record that they could be asked for.
  if (!deployments.hasFlows) return;

  router.handle('edgeDeployment.workflow', {
    summary: 'The workflow that the calling device should run, at its desired version.',
    answer: deployedWorkflow,
    handle: async ({ application, principal, parameters }) =>
      deployments.readWorkflow(application, requireAgent(principal), parameters.edgeDeploymentId),
  });

  router.handle('edgeDeployment.report', {
    summary: 'Say which version the calling device runs, or why it does not run one.',
    body: reportPost,
    answer: successAnswer,
    unrecorded: 'what a device reports is data; the deployment keeps a log of its own',
    handle: async ({ application, principal, parameters, body }) =>
      deployments.report(application, requireAgent(principal), parameters.edgeDeploymentId, body),
  });
}

/** Only devices' tokens have the scope; this says so to the compiler. */
function requireAgent(principal: Principal): { readonly deviceId: string } {
  if (principal.kind !== 'device') throw new AppError('Forbidden', 'Only a device may call this, for itself');
  return principal;
}
