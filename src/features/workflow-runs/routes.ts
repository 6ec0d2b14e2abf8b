import type { ActionRouter } from '../../platform/http/action-router.ts';
import { type AccessWatch, openReplayStream } from '../../platform/http/replay-stream.ts';
import { successAnswer } from '../../platform/http/schemas.ts';
import type { Buttons } from './buttons.ts';
import type { DebugEvent, DebugStreams } from './debug-stream.ts';
import type { RunOrders } from './run-orders.ts';
import type { RunReader } from './run-reader.ts';
import {
  buttonPress,
  debugStreamQuery,
  replayBody,
  run,
  runs as runsAnswer,
  runsQuery,
  started,
  stepBody,
} from './schemas.ts';

const levels = ['verbose', 'info', 'warn', 'error'];

/** Buttons, runs and what happens inside of them. */
export function registerRunRoutes(
  router: ActionRouter,
  parts: { buttons: Buttons; runs: RunReader; orders: RunOrders; streams: DebugStreams; access: AccessWatch },
): void {
  const { buttons, runs, orders, streams, access } = parts;
  router.handle('flow.pressVirtualButton', {
    summary: 'Press a button of a workflow; answered once the run is queued durably.',
    body: buttonPress,
    answer: started,
    unrecorded: 'a run; the log of the workflow has it',
    handle: async ({ application, principal, parameters, body }) =>
      buttons.press(application, principal, parameters.flowId, body),
  });

  router.handle('flow.getRuns', {
    summary: 'Runs of a workflow, newest first: those that go on, those that failed, the last that succeeded.',
    query: runsQuery,
    answer: runsAnswer,
    unrecorded: 'it only reads',
    handle: async ({ application, parameters, query }) => runs.list(application, parameters.flowId, query),
  });

  router.handle('flow.getRun', {
    summary: 'One run of a workflow, with where and why it failed.',
    answer: run,
    unrecorded: 'it only reads',
    handle: async ({ application, parameters }) => runs.get(application, parameters.flowId, parameters.runId),
  });

  router.handle('flow.replayRun', {
    summary: 'Start a failed run again, as a new run with the same data.',
    body: replayBody,
    answer: started,
    unrecorded: 'a run; the log of the workflow has it',
    handle: async ({ application, parameters, body }) =>
      runs.replay(application, parameters.flowId, parameters.runId, body),
  });

  router.handle('flow.stepRun', {
    summary: 'Let a run that waits before its next node go on: to the node after it, or to its end.',
    body: stepBody,
    answer: successAnswer,
    unrecorded: 'a run; the log of the workflow has it',
    handle: async ({ application, parameters, body }) =>
      orders.step(application, await runs.require(application, parameters.flowId), parameters.runId, body),
  });

  router.handle('flow.cancelRun', {
    summary: 'End a run at its next node.',
    answer: successAnswer,
    unrecorded: 'a run; the log of the workflow has it',
    handle: async ({ application, parameters }) =>
      orders.cancel(application, await runs.require(application, parameters.flowId), parameters.runId),
  });

  router.handle('flow.debugStream', {
    summary: 'Server-Sent Events with what happens in runs of a workflow.',
    query: debugStreamQuery,
    stream: true,
    unrecorded: 'it only reads',
    handle: async (call) => {
      const { flowVersion, level, payloads = false } = call.query;
      const { version } = await runs.require(call.application, call.parameters.flowId, flowVersion);
      const least = level === undefined ? 0 : levels.indexOf(level);
      await openReplayStream<DebugEvent>(call, {
        windows: streams.windows,
        key: call.parameters.flowId,
        event: ({ kind }) => kind,
        accepts: (event) =>
          (payloads || event.kind !== 'nodeLeft') &&
          (flowVersion === undefined || event.flowVersion === version) &&
          (event.kind !== 'debug' || levels.indexOf(String(event.level)) >= least),
        access,
      });
    },
  });
}
