import { defineFeature } from '../../platform/feature.ts';
import type { InProcessCalls } from '../../platform/http/in-process-calls.ts';
import { accessFeature } from '../access/index.ts';
import { alarmRulesFeature } from '../alarm-rules/index.ts';
import { connectionsFeature } from '../connections/index.ts';
import { credentialsFeature } from '../credentials/index.ts';
import { dataTablesFeature } from '../data-tables/index.ts';
import { deviceStateFeature } from '../device-state/index.ts';
import { devicesFeature } from '../devices/index.ts';
import { eventsFeature } from '../events/index.ts';
import { filesFeature } from '../files/index.ts';
import { integrationsFeature } from '../integrations/index.ts';
import { usageFeature } from '../usage/index.ts';
import { webhooksFeature } from '../webhooks/index.ts';
import { workflowsFeature } from '../workflows/index.ts';
import { Buttons } from './buttons.ts';
import { DebugStreams } from './debug-stream.ts';
import { Dispatcher } from './dispatcher.ts';
import { apiEffects } from './effects/api.ts';
import { credentialEffects } from './effects/credentials.ts';
import { deviceEffects } from './effects/devices.ts';
import { fileEffects } from './effects/files.ts';
import { flowEffects } from './effects/flows.ts';
import { mailEffects } from './effects/mail.ts';
import { messageEffects } from './effects/messages.ts';
import { nodeStateEffects } from './effects/node-states.ts';
import { replyEffects } from './effects/replies.ts';
import { smsEffects } from './effects/sms.ts';
import { storageEffects } from './effects/storage.ts';
import { WorkerPool } from './engine/worker-pool.ts';
import { registerHistoryRoutes } from './history-routes.ts';
import { LimitNotes } from './limit-notes.ts';
import { OccurrenceQueue } from './occurrence-queue.ts';
import { pruneOrders } from './order-store.ts';
import { Planner } from './planner.ts';
import { workflowRunResource } from './resource.ts';
import { registerRunRoutes } from './routes.ts';
import { RunExecutor } from './run-executor.ts';
import { RunHistory } from './run-history.ts';
import { RunLog } from './run-log.ts';
import { RunOrders } from './run-orders.ts';
import { RunPace } from './run-pace.ts';
import { pruneRuns } from './run-queries.ts';
import { RunReader } from './run-reader.ts';
import { RunWatch, toDeadRun } from './run-watch.ts';
import { RunningNotes } from './running-notes.ts';
import { pruneRunning } from './running-store.ts';
import { Settlement } from './settlement.ts';
import { pruneHeard } from './silence-store.ts';
import { SilenceWatch } from './silences/silence-watch.ts';
import { ScheduledPresses } from './timers/scheduled-presses.ts';
import { TimerClock } from './timers/timer-clock.ts';
import { contributeToFiles } from './triggers/changed-files.ts';
import { ConnectionReports } from './triggers/connections.ts';
import { contributeToDataTables, contributeToEvents } from './triggers/contributions.ts';
import { listenToCreatedDevices } from './triggers/created-devices.ts';
import { integrationGate, stateGate } from './triggers/gates.ts';
import { takeIntegrationMessages } from './triggers/integration-messages.ts';
import { RefusedReports } from './triggers/refused-reports.ts';
import { StateReports } from './triggers/state-reports.ts';
import { TopicMessages } from './triggers/topic-messages.ts';
import { listenToWebhooks } from './triggers/webhook-calls.ts';
import { WaitingBound } from './waiting-bound.ts';
import { WaitingGate } from './waiting-gate.ts';

/** What holds a run up, in the log of its workflow. */
const holdUps = {
  running: 'runs wait, because so many of the application run already',
  runningPerFlow: 'runs wait, because so many of the workflow run already',
  startsPerSecond: 'runs wait, because so many of the application have started in this second',
} as const;

/** How long stopping waits for runs to end; the whole server has 10 s. */
const graceMs = 3_000;

/** Runs workflows: finds what something that has happened starts, and executes it in threads of its own. */
export const workflowRunsFeature = defineFeature({
  name: 'workflow-runs',
  needs: {
    access: accessFeature,
    alarmRules: alarmRulesFeature,
    connections: connectionsFeature,
    credentials: credentialsFeature,
    dataTables: dataTablesFeature,
    deviceState: deviceStateFeature,
    devices: devicesFeature,
    events: eventsFeature,
    files: filesFeature,
    integrations: integrationsFeature,
    usage: usageFeature,
    webhooks: webhooksFeature,
    workflows: workflowsFeature,
  },
  resources: [workflowRunResource],
  create(platform, needs) {
    const { config, database, elapsed, logger, makeWindows, now, reportError } = platform;
    const { lookup, storage } = needs.workflows;
    const { devices, directory } = needs.devices;
    const onError = reportError('runs of workflows');
    const pool = new WorkerPool({
      count: config.flowWorkers,
      allowedHosts: config.flowHosts ?? [],
      onDeath: (error) => logger.warn({ err: error }, 'a thread that runs workflows has ended'),
    });
    let calls: InProcessCalls | undefined;
    const api = apiEffects(() => calls ?? unconnected());
    const effects = {
      api,
      credentials: credentialEffects({
        credentials: needs.credentials.credentials,
        integrations: needs.integrations.integrations,
        particleUrl: config.particleUrl,
      }),
      mail: mailEffects({ mailer: platform.mailer, storage, now }),
      sms: smsEffects({ sms: platform.sms, storage, now }),
      messages: messageEffects(api, elapsed),
      files: fileEffects(needs.files.files),
      flows: flowEffects(() => buttons),
      storage: storageEffects(storage),
      states: nodeStateEffects(storage),
      devices: deviceEffects({ database, devices, directory, states: needs.deviceState.states }),
      replies: replyEffects({ webhooks: needs.webhooks.replies }),
    };
    const log = new RunLog({ database, onError });
    const streams = new DebugStreams({ makeWindows, now, elapsed });
    const observer = new RunWatch({
      log,
      audience: streams,
      onFlowError: (applicationRowId, occurrence) => dispatcher.runSoon(applicationRowId, occurrence),
      now,
    });
    const executor = new RunExecutor({ lookup, pool, effects, observer, now });
    const settlement = new Settlement({ database, onError });
    const waiting = new WaitingBound({ database, most: config.flowWaiting });
    const notes = new LimitNotes({ log, now });
    const gate = new WaitingGate({ waiting, notes });
    const bounds = {
      running: config.flowRunning,
      runningPerFlow: config.flowRunningEach,
      startsPerSecond: config.flowStarts,
    };
    const pace = new RunPace(elapsed);
    const dispatcher: Dispatcher = new Dispatcher({
      ...{ database, pace },
      planner: new Planner({
        ...{ lookup, directory },
        onUnjudged: (triggers, device, arrivedAt) => silences.arm(triggers, device, arrivedAt),
      }),
      settlement,
      bounds,
      onHeld: ({ application: { applicationRowId }, trigger }, bound) =>
        notes.add(applicationRowId, [trigger], holdUps[bound]),
      execute: (planned, attempt) => executor.execute(planned, attempt),
      dead: (planned, attempts) => toDeadRun(planned, attempts, now()),
      elapsed,
      onError,
    });
    const silences: SilenceWatch = new SilenceWatch({
      ...{ database, lookup, directory, dispatcher, now },
      readUpSince: () => needs.alarmRules.clock.readUpSince(),
      onError: reportError('silent devices of workflows'),
    });
    const reports = new StateReports({
      lookup,
      ...{ silences, pace },
      stored: (applicationRowId) => dispatcher.wake(applicationRowId),
    });
    needs.deviceState.ingest.contribute(reports);
    needs.connections.contributors.contribute(
      new ConnectionReports({ lookup, stored: (applicationRowId) => dispatcher.wake(applicationRowId) }),
    );
    const queue = new OccurrenceQueue({ database, stored: (applicationRowId) => dispatcher.wake(applicationRowId) });
    needs.deviceState.states.onRefusal(new RefusedReports({ lookup, queue }));
    const topics = new TopicMessages({ queue, lookup, dispatcher, waiting, notes, now });
    needs.connections.listeners.listen(topics);
    devices.onCreation(listenToCreatedDevices({ lookup, dispatcher, now }));
    listenToWebhooks(needs.webhooks.listeners, { lookup, dispatcher, gate });
    contributeToEvents(needs.events.events, { lookup, dispatcher, now });
    contributeToFiles(needs.files.changes, { lookup, dispatcher, now });
    contributeToDataTables(needs.dataTables.rows, { lookup, dispatcher, now });
    needs.deviceState.states.holdBack(stateGate({ lookup, gate }));
    needs.integrations.messages.holdBack(integrationGate({ lookup, gate }));
    needs.integrations.messages.listen(takeIntegrationMessages({ lookup, dispatcher }));
    const scheduled = new ScheduledPresses({
      ...{ database, dispatcher, now },
      onError: reportError('scheduled runs of workflows'),
    });
    const buttons: Buttons = new Buttons({
      database,
      lookup,
      directory,
      dispatcher,
      waiting,
      scheduled,
      usage: needs.usage.counter,
      now,
      elapsed,
    });
    const runs = new RunReader({ database, lookup, executor, dispatcher, log, now });
    const orders = new RunOrders({
      ...{ database, bus: platform.bus, dispatcher, executor, runs },
      onError: reportError('orders for runs of workflows'),
    });
    const notesOfRunning = new RunningNotes({ database, executor, now, onError });
    const history = new RunHistory({ database, lookup, now });
    const timers = new TimerClock({
      ...{ database, lookup, dispatcher, waiting, log, now },
      usage: needs.usage.counter,
      onSkipped: (count) => logger.warn({ count }, 'timers of workflows were skipped: too much waits already'),
      onError: reportError('timers of workflows'),
    });
    needs.workflows.contribute({ changed: (tx, change) => timers.changed(tx, change) });
    needs.workflows.contribute({ changed: (tx, change) => silences.changed(tx, change) });
    needs.workflows.contribute({ readStats: (db, flows) => runs.readStats(db, flows) });
    return {
      api: { dispatcher, buttons },
      routes: (router) => {
        ({ calls } = router);
        registerRunRoutes(router, { buttons, runs, orders, streams, access: needs.access.access });
        registerHistoryRoutes(router, history);
      },
      jobs: (all) => {
        all.define(
          'workflowRuns.prune',
          { retryLimit: 3, concurrency: 1, expireInSeconds: 600 },
          async ({ signal }) => {
            await pruneRuns(database, now(), signal);
            await pruneHeard(database);
            await pruneOrders(database.kysely);
            await pruneRunning(database.kysely);
          },
        );
        all.schedule('workflowRuns.prune', '41 * * * *');
      },
      listens: {
        'states.stored': () => reports.committed(),
        'flow.changed': ({ flowId, deleted }) => {
          if (!deleted) return;
          streams.windows.drop(flowId);
          executor.cancelWhere((run) => run.flow.flowId === flowId);
        },
        'flowRun.ordered': (order) => orders.heard(order),
        'invalidations.missed': ({ about }) => {
          if (about === undefined || about === 'flowRun.ordered') orders.lookAgain();
        },
        'application.deleted': ({ applicationRowId }) =>
          executor.cancelWhere((run) => run.planned.application.applicationRowId === applicationRowId),
      },
      metrics: [
        {
          name: 'signalbox_workflow_runs',
          help: 'Runs of workflows that wait or go on in this process',
          read: () => dispatcher.size,
        },
      ],
      async start() {
        await dispatcher.start();
        timers.start();
        scheduled.start();
        silences.start();
        notesOfRunning.start();
      },
      async stop() {
        gate.stop();
        await Promise.all([timers.stop(), scheduled.stop(), silences.stop(), topics.stop()]);
        await queue.drain();
        let timer: NodeJS.Timeout | undefined;
        const grace = new Promise<void>((resolve) => {
          timer = setTimeout(() => {
            executor.stop();
            resolve();
          }, graceMs);
        });
        await dispatcher.stop(grace);
        clearTimeout(timer);
        await notesOfRunning.stop();
        await log.flush();
        await pool.stop();
      },
      close: () => streams.windows.clear(),
    };
  },
});

/** Runs start after the routes have been registered. */
function unconnected(): never {
  throw new Error('nodes cannot call the API before its routes are there');
}
