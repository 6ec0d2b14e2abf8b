import type { FlowNode } from '../../kernel/flow.ts';
import type { NodeConfig, Payload } from './config.ts';
import type { NodeDeclaration } from './declaration.ts';
import type { NodeServices } from './services.ts';

/** The run that a node is part of. */
export interface RunInfo {
  readonly runId: string;
  readonly applicationId: string;
  /** Of the flow whose node runs: inside a custom node, the custom node's. */
  readonly flowId: string;
  readonly flowVersion: string;
  readonly triggerType: string;
  readonly triggerId: string;
}

/** One line of the debug stream that a node writes. */
export interface DebugLine {
  readonly level: 'verbose' | 'info' | 'warn' | 'error';
  readonly message: string;
  /** What is shown: the payload, or a part of it. */
  readonly value?: unknown;
  /** The path of the part. */
  readonly property?: string | undefined;
}

/** What a node is given when a path arrives at it. */
export interface NodeContext {
  /** Of this path alone: the node changes it in place. */
  readonly payload: Payload;
  readonly node: FlowNode;
  /** The node's config, read by the kinds of its keys against the payload. */
  readonly config: NodeConfig;
  readonly run: RunInfo;
  readonly services: NodeServices;
  /** Aborts when the run ends: what is in flight is given up. */
  readonly signal: AbortSignal;
  /** Ms that the run still has. */
  readonly timeLeft: () => number;
  /** Epoch ms. */
  readonly now: () => number;
  /** Writes a line for whoever watches. */
  readonly debug: (line: DebugLine) => void;
  /** Runs JavaScript over a value, in the sandbox; returns what the value is afterwards. */
  readonly runScript: (script: string, payload: unknown) => Promise<unknown>;
}

/** The output that the path goes on by: its number, false for `[0]`, true for `[1]`. Nothing: `[0]`. */
// biome-ignore lint/suspicious/noConfusingVoidType: most nodes return nothing
export type NodeOutcome = number | boolean | void;

/** A type of node that runs. */
export interface NodeType extends NodeDeclaration {
  /** Does the node's work on its path. What it throws ends the run. */
  readonly run?: (context: NodeContext) => NodeOutcome | Promise<NodeOutcome>;
}
