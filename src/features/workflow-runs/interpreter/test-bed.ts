import type { CustomNodeConfig, FlowNode } from '../../../kernel/flow.ts';
import type { DebugLine, NodeServices, Payload, RunInfo } from '../../workflow-nodes/index.ts';
import type { RunHost, RunOutcome } from './host.ts';
import { type RunLimits, runLimits } from './limits.ts';
import { compileFlow, type FlowSource, type Program } from './program.ts';
import { Run } from './run.ts';

/** A node with what it is wired to: `node('a', 'MathNode', {...}, [['b']])`. */
export function node(
  id: string,
  type: string,
  config: Record<string, unknown> = {},
  outputIds: string[][] = [],
  meta: Record<string, unknown> = {},
): FlowNode {
  return { id, type, config, outputIds, meta };
}

/** A math node that stores what an expression gives. */
export function set(id: string, resultPath: string, expression: string, ...next: string[]): FlowNode {
  return node(id, 'MathNode', { statements: [{ expression, resultPath }] }, [next]);
}

/** A debug node that shows the whole payload, by which tests see what has come to it. */
export function show(id: string, ...next: string[]): FlowNode {
  return node(id, 'DebugNode', { message: id }, [next]);
}

export const info: RunInfo = {
  runId: '1'.repeat(24),
  applicationId: 'a'.repeat(24),
  flowId: 'f'.repeat(24),
  flowVersion: 'develop',
  triggerType: 'virtualButton',
  triggerId: 'button',
};

/** A flow that begins at the first of the nodes, unless told where. */
export function flow(nodes: FlowNode[], options: Partial<FlowSource> & { starts?: string[] } = {}): Program {
  const { starts = [nodes[0]?.id ?? ''], ...rest } = options;
  return compileFlow({
    flowId: info.flowId,
    flowName: 'Flow',
    flowClass: 'cloud',
    version: 'develop',
    applicationId: info.applicationId,
    triggers: [{ type: 'virtualButton', key: 'button', outputIds: [starts] }],
    nodes,
    customNodeConfig: undefined,
    ...rest,
  });
}

/** A custom node that can be called, by its id. */
export function customNode(nodes: FlowNode[], config: Partial<CustomNodeConfig> = {}): Program {
  return flow(nodes, {
    flowId: 'c'.repeat(24),
    flowClass: 'customNode',
    triggers: [{ type: 'customNodeStart', key: 'customNodeStart', outputIds: [[nodes[0]?.id ?? '']] }],
    customNodeConfig: { outputCount: 1, resultMode: 'optional', fields: [], ...config },
  });
}

export interface Shown {
  readonly nodeId: string;
  readonly payload: Payload;
  readonly path: readonly string[];
  readonly line: DebugLine;
}

/** Runs a flow and tells what came of it and what its debug nodes have shown, in order. */
export async function execute(
  program: Program,
  payload: Payload,
  options: {
    services?: Partial<Record<keyof NodeServices, object>>;
    customNodes?: Record<string, Program>;
    limits?: Partial<RunLimits>;
    timeoutMs?: number;
    onRun?: (run: Run) => void;
    isStepped?: boolean;
    onPaused?: (nodeId: string, payload: Payload) => void;
  } = {},
): Promise<{ outcome: RunOutcome; shown: Shown[]; entered: string[]; left: [string, Payload, number | undefined][] }> {
  const shown: Shown[] = [];
  const entered: string[] = [];
  const left: [string, Payload, number | undefined][] = [];
  const host: RunHost = {
    servicesOf: () => (options.services ?? {}) as unknown as NodeServices,
    loadCustomNode: async (_, id) => {
      const called = options.customNodes?.[id];
      return called && { program: called, payload: { globals: { of: 'custom' }, flowId: called.source.flowId } };
    },
    runScript: () => {
      throw new Error('not here');
    },
    now: () => 1_700_000_000_000,
    yieldTurn: () => new Promise((resolve) => setImmediate(resolve)),
    watcher: {
      nodeEntered: (event) => entered.push(event.node.id),
      nodeLeft: ({ node: at, payload: after, output }) => left.push([at.id, structuredClone(after), output]),
      paused: ({ node: at, payload: before }) => options.onPaused?.(at.id, structuredClone(before)),
      debug: ({ node: at, line, path }) =>
        shown.push({ nodeId: at.id, payload: structuredClone(line.value) as Payload, path, line }),
    },
  };
  const limits = { ...runLimits, ...options.limits };
  const timeoutMs = options.timeoutMs ?? 60_000;
  const run = new Run({
    program,
    triggerIndex: 0,
    payload,
    info,
    host,
    timeoutMs,
    limits,
    isStepped: options.isStepped ?? false,
  });
  options.onRun?.(run);
  return { outcome: await run.execute(), shown, entered, left };
}
