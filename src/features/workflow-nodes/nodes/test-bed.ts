import type { FlowNode } from '../../../kernel/flow.ts';
import { NodeConfig, type Payload } from '../config.ts';
import type { NodeContext, NodeType } from '../context.ts';

/** What a node has left behind. */
export interface NodeResult {
  readonly payload: Payload;
  /** The output that the path goes on by. */
  readonly output: number;
}

/** Runs one node, without a run around it, on a payload that it changes in place. */
export async function runNode(
  type: NodeType,
  config: Record<string, unknown>,
  payload: Payload = {},
  context: Partial<NodeContext> = {},
): Promise<NodeResult> {
  const node: FlowNode = { id: 'n', type: type.type, config, outputIds: [], meta: {} };
  const outcome = await type.run?.({
    payload,
    node,
    config: new NodeConfig(config, payload),
    run: {
      runId: '1'.repeat(24),
      applicationId: 'a'.repeat(24),
      flowId: 'f'.repeat(24),
      flowVersion: 'develop',
      triggerType: 'virtualButton',
      triggerId: 'button',
    },
    services: {} as NodeContext['services'],
    signal: new AbortController().signal,
    timeLeft: () => 60_000,
    now: () => 1_700_000_000_000,
    debug: () => undefined,
    runScript: async () => undefined,
    ...context,
  });
  return { payload, output: Number(outcome ?? 0) };
}
