import type { NodeConfig, Payload, RunInfo } from '../../workflow-nodes/index.ts';
import type { RunHost } from './host.ts';
import type { RunLimits } from './limits.ts';
import type { ProgramNode } from './program.ts';
import type { Path, PathFailure, Scope, Trail } from './scope.ts';

/** In place of an output: the path has come to its end. */
export const endOfPath = -1;

/** The run, as the nodes see it whose work the interpreter does itself. */
export interface Execution {
  readonly host: RunHost;
  readonly limits: RunLimits;
  /** Aborts when the run ends before its paths do. */
  readonly signal: AbortSignal;
  /** Whether `signal` has aborted, or would have. */
  readonly isGivenUp: boolean;
  /** Ms until the run's time is up. */
  readonly timeLeft: number;
  /** Begins a path at each of the nodes; the first has the payload itself, the others copies. */
  spawn(scope: Scope, nodes: readonly ProgramNode[], payload: Payload, trail?: Trail): void;
  /** The config of the node that the path is at, read against its payload. */
  configOf(path: Path): NodeConfig;
  /** What a node, or a service in its name, is told of the run: inside a custom node, the custom node's flow. */
  infoOf(path: Path): RunInfo;
  /** Throws what a turn of a parallel loop has thrown, at the node that threw it. */
  rethrow(path: Path, failure: PathFailure): void;
}
