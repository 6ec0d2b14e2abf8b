import type { DebugLine, ErrorShape, NodeServices, Payload, RunInfo } from '../../workflow-nodes/index.ts';
import type { Program, ProgramNode } from './program.ts';

/** A version of a custom node that a path calls. */
export interface LoadedCustomNode {
  readonly program: Program;
  /** A payload for one call: everything but `data`. */
  readonly payload: Payload;
}

/** What surrounds runs: the worker, or a test. */
export interface RunHost {
  /** Effects of a node, in the name of the flow that it belongs to. */
  readonly servicesOf: (run: RunInfo, nodeId: string) => NodeServices;
  /** Undefined when the application has no such custom node or version. */
  readonly loadCustomNode: (
    run: RunInfo,
    customNodeId: string,
    version: string | undefined,
  ) => Promise<LoadedCustomNode | undefined>;
  /** @throws FunctionNodeError */
  readonly runScript: (
    script: string,
    payload: unknown,
    /** Asked right before it begins: what nobody wants any more is left out. */
    isWanted: () => boolean,
  ) => Promise<{ readonly payload: unknown; readonly logs: string[] }>;
  /** Told before each node, so that whoever watches the thread knows whose node has kept it. */
  readonly atNode?: () => void;
  /** Epoch ms. */
  readonly now: () => number;
  /** Lets others have a turn on this thread. */
  readonly yieldTurn: () => Promise<void>;
  /** Hears what happens in the run, when somebody watches. */
  readonly watcher?: RunWatcher;
}

/** Hears of a run while it goes on. Payloads are live: what is kept of them must be copied at once. */
export interface RunWatcher {
  nodeEntered(event: { node: ProgramNode; pathId: number; payload: Payload; isInCustomNode: boolean }): void;
  /** The node has done its work; `output`: that which the path goes on by, undefined where it ends. */
  nodeLeft(event: {
    node: ProgramNode;
    pathId: number;
    payload: Payload;
    output: number | undefined;
    isInCustomNode: boolean;
  }): void;
  /** The run waits before a node until it is told to go on. */
  paused(event: { node: ProgramNode; pathId: number; payload: Payload }): void;
  debug(event: { node: ProgramNode; line: DebugLine; path: readonly string[]; isInCustomNode: boolean }): void;
}

/** Why a run has failed. */
export interface RunError {
  readonly error: ErrorShape;
  readonly nodeId: string;
  readonly nodeType: string;
  /** The nodes that the path had come through. */
  readonly path: readonly string[];
  /** The payload as it was then; undefined when it is too large to be shown. */
  readonly payload: Payload | undefined;
}

/** What has become of a run. */
export interface RunOutcome {
  readonly status: 'succeeded' | 'failed' | 'cancelled';
  readonly pathsCompleted: number;
  readonly pathsFailed: number;
  /** Node executions. */
  readonly nodes: number;
  readonly error?: RunError;
}
