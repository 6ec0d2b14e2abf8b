import { parseJson } from '../../kernel/json-text.ts';
import { RateWindow } from '../../kernel/rate-window.ts';
import type { MakeReplayWindows, ReplayWindows } from '../../platform/http/replay-windows.ts';
import type { RunEvent } from './engine/protocol.ts';
import type { RunOutcome } from './interpreter/host.ts';
import { maskSecrets } from './mask-secrets.ts';
import type { RunningRun } from './run-executor.ts';
import type { RunAudience } from './run-watch.ts';
import { triggerIdOf } from './start-payload.ts';

/** Runs of a flow whose events are told in a second: more than anybody can read (workflows.md, "7. Debugging and the run log (ours)"). */
const maxRunsPerSecond = 10;
/** Flows whose rate is remembered at a time. */
const maxRates = 1000;

/** One event of a debug stream; `kind` is its name. */
export interface DebugEvent {
  readonly kind: string;
  readonly runId: string;
  /** ISO. */
  readonly time: string;
  readonly flowVersion: string;
  readonly [field: string]: unknown;
}

/** What happens in runs of flows that somebody watches. Whole runs are told or not; of the others only that they failed. */
export class DebugStreams implements RunAudience {
  readonly windows: ReplayWindows<DebugEvent>;
  readonly #now: () => number;
  readonly #elapsed: () => number;
  readonly #rates = new Map<string, RateWindow>();
  /** Runs whose events are told. */
  readonly #told = new WeakSet<RunningRun>();

  constructor(options: { makeWindows: MakeReplayWindows; now: () => number; elapsed: () => number }) {
    this.windows = options.makeWindows('debug');
    this.#now = options.now;
    this.#elapsed = options.elapsed;
  }

  wants(run: RunningRun): boolean {
    // Whoever steps through a run wants to see it, perhaps a little later.
    if (!run.planned.occurrence.isStepped && !this.#hasRoom(run.flow.flowId)) return false;
    this.#told.add(run);
    const { planned, attempt } = run;
    const triggerId = triggerIdOf(planned);
    this.#push(run, 'runStarted', this.#now(), { triggerType: planned.trigger.type, triggerId, attempt });
    return true;
  }

  #hasRoom(flowId: string): boolean {
    if (!this.windows.isWatched(flowId)) return false;
    let rate = this.#rates.get(flowId);
    if (!rate) {
      if (this.#rates.size >= maxRates) this.#rates.clear();
      rate = new RateWindow({ count: maxRunsPerSecond, windowMs: 1000 });
      this.#rates.set(flowId, rate);
    }
    return rate.take(this.#elapsed()) <= 0;
  }

  tell(run: RunningRun, events: readonly RunEvent[]): void {
    for (const { kind, time, ...fields } of events) {
      const shown: Record<string, unknown> = { ...fields };
      if ('value' in fields) shown.value = fields.value === undefined ? undefined : parseJson(fields.value);
      for (const name of ['before', 'after']) {
        const text = shown[name];
        if (typeof text === 'string') shown[name] = maskSecrets(parseJson(text));
      }
      this.#push(run, kind, time, shown);
    }
  }

  ended(run: RunningRun, outcome: RunOutcome, wallMs: number): void {
    if (!this.windows.isWatched(run.flow.flowId) || (!outcome.error && !this.#told.has(run))) return;
    const now = this.#now();
    if (outcome.error) {
      const { nodeId, nodeType, error } = outcome.error;
      this.#push(run, 'error', now, { nodeId, nodeType, error });
    }
    const { status, pathsCompleted, pathsFailed } = outcome;
    this.#push(run, 'runFinished', now, { status, wallTime: wallMs, pathsCompleted, pathsFailed });
  }

  #push(run: RunningRun, kind: string, time: number, fields: Readonly<Record<string, unknown>>): void {
    const { flowId, version } = run.flow;
    const event = {
      kind,
      runId: run.planned.runId,
      time: new Date(time).toISOString(),
      flowVersion: version,
      ...fields,
    };
    this.windows.push(flowId, event, JSON.stringify(event).length);
  }
}
