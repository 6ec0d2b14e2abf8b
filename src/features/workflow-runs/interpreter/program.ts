import type { CustomNodeConfig, FlowClass, FlowNode, FlowTrigger } from '../../../kernel/flow.ts';
import { findNodeType, type NodeType } from '../../workflow-nodes/index.ts';

/** A version of a flow as it is sent to a worker; plain data. */
export interface FlowSource {
  readonly flowId: string;
  readonly flowName: string;
  readonly flowClass: FlowClass;
  readonly version: string;
  readonly applicationId: string;
  readonly triggers: readonly FlowTrigger[];
  readonly nodes: readonly FlowNode[];
  readonly customNodeConfig: CustomNodeConfig | undefined;
}

/** A node with what it leads to. */
export interface ProgramNode {
  readonly id: string;
  readonly node: FlowNode;
  /** Undefined when this server does not know it. */
  readonly type: NodeType | undefined;
  readonly outputs: readonly (readonly ProgramNode[])[];
  /** Of a loop: every way through its body is one path that ends at its cap, so that no turn's changes are ever dropped. */
  readonly keepsTurns: boolean;
}

/** A version of a flow, ready to run. */
export interface Program {
  readonly source: FlowSource;
  /** The nodes that the trigger at this place is wired to. */
  starts(triggerIndex: number): readonly ProgramNode[];
}

/** Wires the nodes of a flow. Ids that lead nowhere are left out: an import may hold such. */
export function compileFlow(source: FlowSource): Program {
  const nodes = new Map<string, ProgramNode>();
  for (const node of source.nodes) {
    nodes.set(node.id, { id: node.id, node, type: findNodeType(node.type), outputs: [], keepsTurns: false });
  }
  const wire = (outputIds: FlowNode['outputIds']): ProgramNode[][] =>
    (outputIds ?? []).map((ids) => (ids ?? []).flatMap((id) => nodes.get(id) ?? []).filter((to) => !isNote(to)));
  for (const [, program] of nodes) Object.assign(program, { outputs: wire(program.node.outputIds) });
  for (const [, program] of nodes) {
    if (program.type?.structure === 'loop') Object.assign(program, { keepsTurns: keepsTurns(program) });
  }
  const starts = source.triggers.map(({ outputIds }) => wire(outputIds)[0] ?? []);
  return { source, starts: (index) => starts[index] ?? [] };
}

function isNote({ type }: ProgramNode): boolean {
  return type?.structure === 'note';
}

function keepsTurns(loop: ProgramNode): boolean {
  const seen = new Set<ProgramNode>();
  const endsAtCap = (next: readonly ProgramNode[] | undefined): boolean => {
    const [node, another] = next ?? [];
    if (!node || another) return false;
    if (node.type?.structure === 'loopCap') return node.node.config?.loopNodeId === loop.id;
    // What may end a path, or has outputs that depend on its config, is not looked into.
    if (!node.type || node.type.structure === 'customNode' || node.type.outputs === 'cases') return false;
    if (seen.has(node)) return true;
    seen.add(node);
    if (node.type.structure === 'loop') return endsAtCap(node.outputs[0]);
    const outputs = Array.from({ length: node.type.outputs }, (_, index) => node.outputs[index]);
    return outputs.length > 0 && outputs.every(endsAtCap);
  };
  return endsAtCap(loop.outputs[1]);
}
