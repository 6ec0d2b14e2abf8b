import { newId } from '../../kernel/ids.ts';
import { toStorableText } from '../../kernel/json-text.ts';
import { encodePayload } from '../../platform/language/index.ts';
import type { RunnableFlow } from '../workflows/index.ts';
import type { Ended } from './dispatcher.ts';
import type { RunEvent } from './engine/protocol.ts';
import type { RunOutcome } from './interpreter/host.ts';
import { maskSecrets } from './mask-secrets.ts';
import type { Occurrence } from './occurrence.ts';
import { encodeOccurrence } from './occurrence.ts';
import type { PlannedRun } from './planner.ts';
import type { RunningRun, RunObserver } from './run-executor.ts';
import { type RunLog, toRecentRun } from './run-log.ts';
import type { FailedRun } from './run-store.ts';
import type { Settled } from './settlement.ts';
import { triggerIdOf } from './start-payload.ts';

/** Hears what happens inside of runs, for people who watch. */
export interface RunAudience {
  /** Whether somebody watches runs of this kind, so that their events are worth telling. */
  wants(run: RunningRun): boolean;
  tell(run: RunningRun, events: readonly RunEvent[]): void;
  ended(run: RunningRun, outcome: RunOutcome, wallMs: number): void;
}

/** What follows from a run: its numbers, what is kept of a failure, who watches, and the flows that its error starts. */
export class RunWatch implements RunObserver {
  readonly #log: RunLog;
  readonly #audience: RunAudience;
  readonly #onFlowError: (applicationRowId: number, occurrence: Occurrence) => void;
  readonly #now: () => number;

  constructor(options: {
    log: RunLog;
    audience: RunAudience;
    onFlowError: (applicationRowId: number, occurrence: Occurrence) => void;
    now: () => number;
  }) {
    this.#log = options.log;
    this.#audience = options.audience;
    this.#onFlowError = options.onFlowError;
    this.#now = options.now;
  }

  started(run: RunningRun): boolean {
    return this.#audience.wants(run);
  }

  events(run: RunningRun, events: readonly RunEvent[]): void {
    this.#audience.tell(run, events);
  }

  ended(run: RunningRun, outcome: RunOutcome): Ended {
    const endedAt = this.#now();
    this.#log.add(run, outcome, endedAt);
    this.#audience.ended(run, outcome, endedAt - run.startedAt);
    if (outcome.status === 'succeeded') return { kind: 'ended', settled: toSucceeded(run, outcome, endedAt) };
    if (outcome.error) this.#startErrorFlows(run, outcome.error);
    return { kind: 'ended', settled: toFailedRun(run, outcome, endedAt) };
  }

  /** Narrow first: the same flow, then the application (workflows.md, "3. The run"). Errors of these start nothing. */
  #startErrorFlows({ planned, flow }: RunningRun, error: NonNullable<RunOutcome['error']>): void {
    if (planned.occurrence.kind === 'flowError') return;
    const { applicationId, applicationRowId } = planned.application;
    const local = `${flow.flowId}-flowError`;
    const scopes = [flow.flowClass === 'experience' ? 'experience' : 'cloud', 'global'];
    const { nodeId, nodeType, payload } = error;
    const replyId = (planned.occurrence.data as { replyId?: unknown } | null | undefined)?.replyId;
    this.#onFlowError(applicationRowId, {
      id: newId(),
      kind: 'flowError',
      time: this.#now(),
      relay: { type: 'flow', id: flow.flowId },
      chain: (planned.occurrence.chain ?? 0) + 1,
      data: {
        keys: [local, ...scopes.map((scope) => `${applicationId}-${scope}-flowError`)],
        triggerId: local,
        data: {
          errorInfo: { error: error.error, nodeId, nodeType },
          erroredPayload: payload ?? 'Payload data omitted due to size',
          ...(replyId === undefined ? {} : { replyId }),
        },
      },
    });
  }
}

/**
 * Somebody was told the id of a run that a press or a replay started, and may ask what has become of it: that is stored with its
 * end, whatever dies. The numbers of all other runs wait for the log, as they are too many for that.
 */
function toSucceeded(run: RunningRun, outcome: RunOutcome, endedAt: number): Settled {
  const { application, trigger, occurrence } = run.planned;
  const isTold = trigger.type === 'virtualButton' && occurrence.relay.type !== 'flow';
  if (!isTold && occurrence.replayOf === undefined) return 'succeeded';
  const { applicationRowId } = application;
  return { applicationRowId, flowRowId: run.flow.flowRowId, runs: [toRecentRun(run, outcome, endedAt)] };
}

function toFailedRun(run: RunningRun, outcome: RunOutcome, endedAt: number): FailedRun {
  const { planned, flow, attempt, startedAt } = run;
  const { error } = outcome;
  return {
    ...describe(planned),
    flowRowId: flow.flowRowId,
    flowVersion: flow.version,
    status: outcome.status === 'cancelled' ? 'cancelled' : 'failed',
    attempts: attempt,
    startedAt: new Date(startedAt),
    endedAt: new Date(endedAt),
    pathsCompleted: outcome.pathsCompleted,
    pathsFailed: outcome.pathsFailed,
    errorName: error?.error.name ?? 'Cancelled',
    errorMessage: toStorableText(error?.error.message ?? 'The run was cancelled'),
    details: error
      ? toStorableText(
          encodePayload({
            ...(error.error.stack ? { stack: error.error.stack } : {}),
            nodeId: error.nodeId,
            nodeType: error.nodeType,
            ...labelOf(flow, error.nodeId),
            ...(flow.versionId === undefined ? {} : { flowVersionId: flow.versionId }),
            path: error.path,
            ...(error.payload ? { erroredPayload: maskSecrets(error.payload) } : {}),
          }),
        )
      : null,
  };
}

function labelOf({ nodes }: RunnableFlow, nodeId: string): { nodeLabel?: string } {
  const label = nodes.find(({ id }) => id === nodeId)?.meta?.label;
  return typeof label === 'string' && label !== '' ? { nodeLabel: label } : {};
}

/** A run that has ended its thread or its server as often as it may. */
export function toDeadRun(planned: PlannedRun, attempts: number, now: number): FailedRun {
  return {
    ...describe(planned),
    flowRowId: planned.trigger.flowRowId,
    flowVersion: planned.trigger.version,
    status: 'dead',
    attempts,
    startedAt: new Date(now),
    endedAt: new Date(now),
    pathsCompleted: 0,
    pathsFailed: 0,
    errorName: 'AttemptsExhausted',
    errorMessage: `The run was begun ${attempts} times, and its server or thread has ended each time`,
    details: null,
  };
}

function describe(planned: PlannedRun) {
  const { runId, application, trigger, occurrence } = planned;
  return {
    id: runId,
    applicationRowId: application.applicationRowId,
    triggerType: trigger.type,
    triggerId: toStorableText(triggerIdOf(planned)),
    replayOf: occurrence.replayOf ?? null,
    occurrence: toStorableText(
      encodeOccurrence({ ...occurrence, target: targetOf(planned), sourceKind: occurrence.kind }),
    ),
  };
}

/** What a replay starts: the same trigger of the same flow. */
function targetOf({ trigger, version }: PlannedRun): NonNullable<Occurrence['target']> {
  const { flowId, type, key, uiId } = trigger;
  return { flowId, version, type, key, ...(uiId === undefined ? {} : { uiId }) };
}
