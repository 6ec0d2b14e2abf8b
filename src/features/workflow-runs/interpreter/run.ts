import { copyPayload, fitsPayload } from '../../../platform/language/index.ts';
import {
  isUnbuiltType,
  NodeConfig,
  NodeError,
  type NodeOutcome,
  type Payload,
  type RunInfo,
  toErrorShape,
} from '../../workflow-nodes/index.ts';
import { callCustomNode, returnFromCustomNode } from './custom-node.ts';
import { type Execution, endOfPath } from './execution.ts';
import type { RunHost, RunOutcome } from './host.ts';
import { maxErroredPayloadBytes, type RunLimits, runLimits } from './limits.ts';
import { reachLoopCap, runLoop } from './loop.ts';
import { PathContext } from './path-context.ts';
import type { Program, ProgramNode } from './program.ts';
import { type Path, type PathFailure, Scope, type Trail, toNodeIds } from './scope.ts';

/** How long a run keeps the thread before others have a turn. */
const turnMs = 8;

/** Steps that may be ordered ahead. */
const maxStepsAhead = 1000;

export interface RunOptions {
  readonly program: Program;
  readonly triggerIndex: number;
  /** The run's own. */
  readonly payload: Payload;
  readonly info: RunInfo;
  readonly host: RunHost;
  readonly timeoutMs: number;
  readonly limits?: RunLimits;
  /** The run waits before each node that is not inside of a custom node, until `step` is called. */
  readonly isStepped?: boolean;
}

/**
 * One run of a flow (workflows.md, "3. The run"): every node under an output begins a path with its own copy of the payload, in
 * their order, and paths never meet again. The first node that throws ends the run.
 */
export class Run implements Execution {
  readonly info: RunInfo;
  readonly host: RunHost;
  readonly limits: RunLimits;
  readonly #options: RunOptions;
  readonly #root: Scope;
  /** Made when somebody asks: most runs have no node that does. */
  #abort: AbortController | undefined;
  readonly #deadline: number;
  /** Paths that may go on, first come, first served. */
  readonly #ready: Path[] = [];
  #isDraining = false;
  #turnBegan = performance.now();
  #nextPath = 1;
  #open = 0;
  #executed = 0;
  #completed = 0;
  /** The path that has come to a node last: where a run stands when its time is up. */
  #latest: Path | undefined;
  #finish: ((outcome: RunOutcome) => void) | undefined;
  #isGivenUp = false;
  #isStepped: boolean;
  /** Paths that wait to go on, in their order. */
  readonly #paused: (() => void)[] = [];
  /** Steps that came before a path waited for them. */
  #steps = 0;

  constructor(options: RunOptions) {
    this.#options = options;
    this.#isStepped = options.isStepped ?? false;
    this.info = options.info;
    this.host = options.host;
    this.limits = options.limits ?? runLimits;
    this.#root = new Scope({ program: options.program });
    this.#deadline = performance.now() + options.timeoutMs;
  }

  /** Resolves, whatever comes of the run. */
  async execute(): Promise<RunOutcome> {
    const { program, triggerIndex, payload, timeoutMs } = this.#options;
    const outcome = new Promise<RunOutcome>((resolve) => {
      this.#finish = resolve;
    });
    const timer = setTimeout(() => this.#timeOut(), timeoutMs);
    const starts = program.starts(triggerIndex);
    this.spawn(this.#root, starts, payload);
    if (starts.length === 0) this.#root.settle();
    this.#root.settled.then(() => this.#end({ status: 'succeeded', pathsFailed: 0 }));
    const result = await outcome;
    clearTimeout(timer);
    return result;
  }

  /** Ends the run at the next node; what is in flight is given up. */
  cancel(): void {
    this.#end({ status: 'cancelled', pathsFailed: this.#open });
  }

  /** Lets the path that has waited longest go on to its next node, or `all` of them to their ends. */
  step({ all }: { readonly all: boolean }): void {
    if (all) {
      this.#isStepped = false;
      for (const goOn of this.#paused.splice(0)) goOn();
      return;
    }
    const next = this.#paused.shift();
    if (next) next();
    else this.#steps = Math.min(this.#steps + 1, maxStepsAhead);
  }

  /** Undefined when the path need not wait. */
  #pause({ node, id: pathId, payload, scope }: Path): Promise<void> | undefined {
    if (!this.#isStepped || scope.depth > 0) return undefined;
    this.host.watcher?.paused({ node, pathId, payload });
    if (this.#steps > 0) {
      this.#steps -= 1;
      return undefined;
    }
    return new Promise((goOn) => this.#paused.push(goOn));
  }

  get signal(): AbortSignal {
    if (!this.#abort) {
      this.#abort = new AbortController();
      if (this.#isGivenUp) this.#abort.abort(new Error('the run has ended'));
    }
    return this.#abort.signal;
  }

  get isGivenUp(): boolean {
    return this.#isGivenUp;
  }

  get timeLeft(): number {
    return Math.max(this.#deadline - performance.now(), 0);
  }

  spawn(scope: Scope, nodes: readonly ProgramNode[], payload: Payload, trail?: Trail): void {
    const payloads = nodes.map((_, index) => (index === 0 ? payload : copyPayload(payload)));
    for (const [index, node] of nodes.entries()) {
      this.#open += 1;
      scope.enter();
      this.#ready.push({ id: this.#nextPath, scope, node, payload: payloads[index] as Payload, trail });
      this.#nextPath += 1;
    }
    this.#drain();
  }

  #drain(): void {
    if (this.#isDraining) return;
    this.#isDraining = true;
    // Not in the middle of the node that has split the path.
    queueMicrotask(() => {
      this.#isDraining = false;
      for (let path = this.#ready.shift(); path; path = this.#ready.shift()) void this.#walk(path);
    });
  }

  async #walk(path: Path): Promise<void> {
    const { scope } = path;
    try {
      for (;;) {
        if (scope.isEnded) return;
        if (performance.now() - this.#turnBegan > turnMs) {
          await this.host.yieldTurn();
          this.#turnBegan = performance.now();
          if (scope.isEnded) return;
        }
        const paused = this.#pause(path);
        if (paused) await paused;
        if (scope.isEnded) return;
        const { node } = path;
        const outcome = this.#execute(path);
        const output = outcome instanceof Promise ? await outcome : outcome;
        this.#tellLeft(path, node, output);
        if (scope.isEnded) return;
        if (!path.node.type?.readsOnly) this.#checkPayload(path);
        path.trail = { nodeId: path.node.id, before: path.trail };
        const next = output === endOfPath ? [] : (path.node.outputs[Number(output ?? 0)] ?? []);
        const [only] = next;
        if (!only) {
          this.#completed += 1;
          return;
        }
        if (next.length > 1) return this.spawn(scope, next, path.payload, path.trail);
        path.node = only;
      }
    } catch (error) {
      if (!scope.isEnded) this.#fail(path, error);
    } finally {
      this.#open -= 1;
      scope.leave();
    }
  }

  /** Also of a node whose path has ended: a cap's payload is what it was. */
  #tellLeft({ id: pathId, payload, scope }: Path, node: ProgramNode, output: unknown): void {
    this.host.watcher?.nodeLeft({
      node,
      pathId,
      payload,
      output: output === endOfPath ? undefined : Number(output ?? 0),
      isInCustomNode: scope.depth > 0,
    });
  }

  #execute(path: Path): NodeOutcome | Promise<NodeOutcome> {
    const { node } = path;
    this.#latest = path;
    this.#executed += 1;
    if (this.#executed > this.limits.nodeExecutions) {
      throw new NodeError('LimitExceeded', `The run has executed more than ${this.limits.nodeExecutions} nodes`);
    }
    if (this.#open > this.limits.openPaths) {
      throw new NodeError('LimitExceeded', `The run has more than ${this.limits.openPaths} paths at once`);
    }
    if (performance.now() > this.#deadline) throw this.#timeoutError();
    this.host.atNode?.();
    this.host.watcher?.nodeEntered({
      node,
      pathId: path.id,
      payload: path.payload,
      isInCustomNode: path.scope.depth > 0,
    });
    const { type } = node;
    if (!type) {
      const label = node.node.meta?.label;
      const named = typeof label === 'string' && label !== '' ? `${node.node.type} (${label})` : node.node.type;
      const name = isUnbuiltType(node.node.type) ? 'NotAvailable' : 'UnknownNodeType';
      throw new NodeError(name, `This server does not have nodes of the type ${named}`);
    }
    switch (type.structure) {
      case 'loop':
        return runLoop(this, path);
      case 'loopCap':
        return reachLoopCap(path);
      case 'customNode':
        return callCustomNode(this, path);
      case 'customNodeCap':
        return returnFromCustomNode(path);
      default:
        return type.run?.(new PathContext(this, path));
    }
  }

  configOf({ node, payload }: Path): NodeConfig {
    return new NodeConfig(node.node.config ?? {}, payload);
  }

  infoOf({ scope }: Path): RunInfo {
    if (scope.depth === 0) return this.info;
    const { flowId, version } = scope.program.source;
    return { ...this.info, flowId, flowVersion: version };
  }

  #checkPayload({ payload }: Path): void {
    const { payloadBytes: most } = this.limits;
    if (!fitsPayload(payload, most)) {
      throw new NodeError('PayloadTooLarge', `The payload is larger than ${most} bytes`);
    }
  }

  #timeOut(): void {
    if (this.#latest) this.#fail(this.#latest, this.#timeoutError());
  }

  #timeoutError(): NodeError {
    return new NodeError('TimeoutError', `The run took longer than ${this.#options.timeoutMs / 1000} s`);
  }

  /** Ends the run, or the turn of a parallel loop, in which the path is. */
  #fail(path: Path, error: unknown): void {
    let failure: PathFailure = { error, node: path.node, payload: path.payload, trail: path.trail };
    const isRunOver = error instanceof NodeError && (error.name === 'TimeoutError' || error.name === 'LimitExceeded');
    for (let scope: Scope | undefined = path.scope; scope; scope = scope.parent) {
      if (scope.isCapturing && !isRunOver) {
        scope.failure ??= failure;
        scope.end();
        return;
      }
      const { caller } = scope;
      if (caller) failure = { error, node: caller.node, payload: caller.payload, trail: caller.trail };
    }
    this.#end({ status: 'failed', pathsFailed: Math.max(this.#open, 1), failure });
  }

  rethrow(path: Path, failure: PathFailure): void {
    this.#fail({ ...path, ...failure }, failure.error);
  }

  #end(end: { status: RunOutcome['status']; pathsFailed: number; failure?: PathFailure }): void {
    const finish = this.#finish;
    if (!finish) return;
    this.#finish = undefined;
    this.#ready.length = 0;
    const { failure, ...rest } = end;
    finish({
      ...rest,
      pathsCompleted: this.#completed,
      nodes: this.#executed,
      ...(failure ? { error: toRunError(failure) } : {}),
    });
    this.#root.end();
    for (const goOn of this.#paused.splice(0)) goOn();
    if (end.status === 'succeeded') return;
    this.#isGivenUp = true;
    this.#abort?.abort(new Error('the run has ended'));
  }
}

function toRunError({ error, node, payload, trail }: PathFailure): NonNullable<RunOutcome['error']> {
  const isShown = fitsPayload(payload, maxErroredPayloadBytes);
  return {
    error: toErrorShape(error),
    nodeId: node.id,
    nodeType: node.node.type,
    path: toNodeIds(trail),
    payload: isShown ? copyPayload(payload) : undefined,
  };
}
