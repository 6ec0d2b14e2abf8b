import type { ApplicationRef } from '../../kernel/owner.ts';
import { runInLane } from '../../platform/database/lane.ts';
import type { FlowLookup, FlowRef, RunnableFlow } from '../workflows/index.ts';
import { causing } from './cause.ts';
import type { Ended } from './dispatcher.ts';
import type { EffectCaller, Effects } from './effects/effects.ts';
import type { CustomNodeAnswer, RunEvent, ServiceCall } from './engine/protocol.ts';
import type { WorkerPool } from './engine/worker-pool.ts';
import type { RunOutcome } from './interpreter/host.ts';
import type { FlowSource } from './interpreter/program.ts';
import { laneOf, type PlannedRun } from './planner.ts';
import { encodeStartPayload, makeCustomNodePayload, triggerIdOf } from './start-payload.ts';

/** Workflows, section 3: of a run that says nothing else. */
const timeoutSeconds = 60;
/** Of a run that somebody steps through: people think longer. */
const steppedSeconds = 3600;

/** A run that goes on. */
export interface RunningRun {
  readonly planned: PlannedRun;
  readonly flow: RunnableFlow;
  readonly attempt: number;
  /** Epoch ms. */
  readonly startedAt: number;
  readonly cancel: () => void;
  /** Of a run that waits before its nodes: lets it go on to the next, or to its end. */
  readonly step: (all: boolean) => void;
}

/** Hears of runs: the log, and whoever watches. */
export interface RunObserver {
  /** Whether what happens inside of the run is to be told. */
  started(run: RunningRun): boolean;
  events(run: RunningRun, events: readonly RunEvent[]): void;
  ended(run: RunningRun, outcome: RunOutcome): Ended;
}

/** Executes one attempt at a run: the version and its globals as they are now, its payload, and what its nodes ask for. */
export class RunExecutor {
  readonly #lookup: FlowLookup;
  readonly #pool: WorkerPool;
  readonly #effects: Effects;
  readonly #observer: RunObserver;
  readonly #now: () => number;
  readonly #running = new Map<string, RunningRun>();
  #isStopping = false;

  constructor(options: {
    lookup: FlowLookup;
    pool: WorkerPool;
    effects: Effects;
    observer: RunObserver;
    now: () => number;
  }) {
    this.#lookup = options.lookup;
    this.#pool = options.pool;
    this.#effects = options.effects;
    this.#observer = options.observer;
    this.#now = options.now;
  }

  /** Runs that go on here. */
  get running(): Iterable<RunningRun> {
    return this.#running.values();
  }

  find(runId: string): RunningRun | undefined {
    return this.#running.get(runId);
  }

  /** Ends the runs of a flow, or of an application, at their next node. */
  cancelWhere(condition: (run: RunningRun) => boolean): void {
    for (const run of this.#running.values()) if (condition(run)) run.cancel();
  }

  /** What goes on is given up; what is stored of it begins anew on another server, or after the next start. */
  stop(): void {
    this.#isStopping = true;
    for (const { cancel } of this.#running.values()) cancel();
  }

  async execute(planned: PlannedRun, attempt: number): Promise<Ended> {
    const { application, trigger, runId, evenDisabled, version } = planned;
    const flow = await this.#lookup.load(application.applicationRowId, trigger.flowId, version, { evenDisabled });
    // Deleted or disabled since.
    if (!flow) return { kind: 'ended', settled: 'succeeded' };
    const triggerIndex = placeOf(trigger, flow);
    if (triggerIndex < 0) return { kind: 'ended', settled: 'succeeded' };
    const flows = new Map<string, FlowRef>([[flow.flowId, flow]]);
    let cancel = (): void => {};
    let step = (_all: boolean): void => {};
    const isStepped = planned.occurrence.isStepped ?? false;
    const run: RunningRun = {
      planned,
      flow,
      attempt,
      startedAt: this.#now(),
      cancel: () => cancel(),
      step: (all) => step(all),
    };
    const isWatched = this.#observer.started(run);
    const triggerId = triggerIdOf(planned);
    const job = this.#pool.run({
      revision: flow.revision,
      source: toSource(flow),
      triggerIndex,
      payload: encodeStartPayload(planned, flow),
      info: {
        runId,
        applicationId: application.applicationId,
        flowId: flow.flowId,
        flowVersion: flow.version,
        triggerType: trigger.type,
        triggerId,
      },
      timeoutMs: (isStepped ? steppedSeconds : (flow.runtime.timeoutSeconds ?? timeoutSeconds)) * 1000,
      isWatched,
      isStepped,
      serve: (call, argument) => this.#serve(run, flows, call, argument),
      ...(isWatched ? { onEvents: (events: readonly RunEvent[]) => this.#observer.events(run, events) } : {}),
    });
    ({ cancel, step } = job);
    this.#running.set(runId, run);
    const outcome = await job.outcome;
    this.#running.delete(runId);
    if (outcome === 'lost') return { kind: this.#isStopping ? 'stopped' : 'lost' };
    if (outcome.status === 'cancelled' && this.#isStopping) return { kind: 'stopped' };
    return this.#observer.ended(run, outcome);
  }

  #serve(run: RunningRun, flows: Map<string, FlowRef>, call: ServiceCall, argument: unknown): Promise<unknown> {
    // Asked for by another thread, whose messages are nobody's.
    const lane = laneOf(run.planned.application);
    if (call.group === 'engine') {
      return runInLane(lane, () => this.#loadCustomNode(run, flows, argument as never));
    }
    const flow = flows.get(call.flowId);
    const group = (this.#effects as unknown as Record<string, Record<string, EffectMethod>>)[call.group];
    const method = group && Object.hasOwn(group, call.method) ? group[call.method] : undefined;
    if (!flow || !method) return Promise.reject(new Error(`there is no service ${call.group}.${call.method}`));
    const { application, occurrence, runId } = run.planned;
    const chain = (occurrence.chain ?? 0) + 1;
    const relay = { type: 'flow', id: run.flow.flowId } as const;
    const caller: EffectCaller = {
      application: application satisfies ApplicationRef,
      flow,
      flowVersion: call.flowVersion,
      runId,
      nodeId: call.nodeId,
      actor: { flowId: run.flow.flowId, name: run.flow.flowName, chain },
      relay,
      chain,
    };
    return runInLane(lane, () => causing({ relay, chain }, () => method(caller, argument)));
  }

  async #loadCustomNode(
    { planned }: RunningRun,
    flows: Map<string, FlowRef>,
    question: { customNodeId: string; version?: string; known?: string },
  ): Promise<CustomNodeAnswer | undefined> {
    const { applicationRowId } = planned.application;
    const called = await this.#lookup.load(applicationRowId, question.customNodeId, question.version, {
      evenDisabled: false,
    });
    if (called?.flowClass !== 'customNode') return undefined;
    flows.set(called.flowId, called);
    return {
      revision: called.revision,
      source: question.known === called.revision ? undefined : toSource(called),
      payload: makeCustomNodePayload(planned, called),
    };
  }
}

type EffectMethod = (caller: EffectCaller, argument: unknown) => Promise<unknown>;

/** Which trigger of a workflow has fired: several may be about the same device or tag, and lead elsewhere. -1: gone since. */
function placeOf({ type, key, index }: PlannedRun['trigger'], { triggers }: RunnableFlow): number {
  const fits = (trigger: RunnableFlow['triggers'][number] | undefined): boolean =>
    trigger?.type === type && trigger.key === key;
  return fits(triggers[index]) ? index : triggers.findIndex(fits);
}

function toSource(flow: RunnableFlow): FlowSource {
  const { flowId, flowName, flowClass, version, applicationId, triggers, nodes, customNodeConfig } = flow;
  return { flowId, flowName, flowClass, version, applicationId, triggers, nodes, customNodeConfig };
}
