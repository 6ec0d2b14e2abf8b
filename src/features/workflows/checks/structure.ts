import type { FlowClass, FlowNode, FlowTrigger, OutputIds } from '../../../kernel/flow.ts';
import { findNodeType } from '../../workflow-nodes/index.ts';
import { findTrigger } from '../triggers.ts';
import { ofNode, ofTrigger, type Problem } from './problem.ts';

const loopType = 'LoopNode';
const loopCapType = 'LoopCapNode';
const customNodeCapType = 'CustomNodeCapNode';

/** How the parts of a workflow hang together: wires, loops, caps, and what its class may hold. */
export function checkStructure(
  flowClass: FlowClass,
  { triggers, nodes }: { readonly triggers: readonly FlowTrigger[]; readonly nodes: readonly FlowNode[] },
): Problem[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const loopOf = (node: FlowNode): string | undefined => {
    const group = node.meta?.groupId;
    return typeof group === 'string' && group !== node.id && byId.get(group)?.type === loopType ? group : undefined;
  };
  return [
    ...checkIds(nodes),
    ...triggers.flatMap((trigger, index) => [
      ...checkTriggerClass(flowClass, trigger, index),
      ...checkWires(trigger.outputIds, (id) => {
        const target = byId.get(id);
        if (!target) return `is wired to ${id}, which is no node of the workflow`;
        return loopOf(target) === undefined ? undefined : `is wired into a loop, to ${id}`;
      }).map((message) => ofTrigger(trigger, index, message)),
    ]),
    ...nodes.flatMap((node, index) => [
      ...checkNodeClass(flowClass, node, index),
      ...checkWires(node.outputIds, (id, output) => checkWire(node, byId.get(id), { id, output, loopOf })).map(
        (message) => ofNode(node, index, message),
      ),
      ...checkCap(flowClass, node, index, loopOf),
    ]),
    ...checkStart(flowClass, triggers),
    ...checkCycles(nodes, byId),
  ];
}

function checkIds(nodes: readonly FlowNode[]): Problem[] {
  const seen = new Set<string>();
  return nodes.flatMap((node, index) => {
    if (!seen.has(node.id)) {
      seen.add(node.id);
      return [];
    }
    return [ofNode(node, index, 'has the id of another node')];
  });
}

function checkWires(
  outputs: OutputIds | undefined,
  check: (id: string, output: number) => string | undefined,
): string[] {
  return (outputs ?? []).flatMap((ids, output) => ids.flatMap((id) => check(id, output) ?? []));
}

function checkWire(
  node: FlowNode,
  target: FlowNode | undefined,
  wire: { readonly id: string; readonly output: number; readonly loopOf: (node: FlowNode) => string | undefined },
): string | undefined {
  const { id, output, loopOf } = wire;
  if (!target) return `is wired to ${id}, which is no node of the workflow`;
  if (id === node.id) return 'is wired to itself';
  const isEntry = node.type === loopType && output === 1;
  const wanted = isEntry ? node.id : loopOf(node);
  if (loopOf(target) === wanted) return undefined;
  if (isEntry) return `goes into its loop at ${id}, which is not in it`;
  return `is wired to ${id} across the border of a loop`;
}

function checkTriggerClass(flowClass: FlowClass, trigger: FlowTrigger, index: number): Problem[] {
  const declaration = findTrigger(trigger.type);
  if (!declaration || declaration.classes.includes(flowClass)) return [];
  return [ofTrigger(trigger, index, `cannot be in a workflow of class ${flowClass}`)];
}

function checkNodeClass(flowClass: FlowClass, node: FlowNode, index: number): Problem[] {
  if (node.type === customNodeCapType) return [];
  const declaration = findNodeType(node.type);
  if (!declaration || declaration.classes.includes(flowClass)) return [];
  return [ofNode(node, index, `cannot be in a workflow of class ${flowClass}`)];
}

function checkCap(
  flowClass: FlowClass,
  node: FlowNode,
  index: number,
  loopOf: (node: FlowNode) => string | undefined,
): Problem[] {
  if (node.type === loopCapType) {
    const named = node.config?.loopNodeId;
    const loop = loopOf(node);
    if (loop === undefined) return [ofNode(node, index, 'ends a turn of a loop but is in none')];
    return named === loop ? [] : [ofNode(node, index, 'must name the loop that it is in', 'loopNodeId')];
  }
  if (node.type !== customNodeCapType) return [];
  if (flowClass !== 'customNode') return [ofNode(node, index, 'can only be in a custom node')];
  return loopOf(node) === undefined ? [] : [ofNode(node, index, 'cannot be in a loop')];
}

function checkStart(flowClass: FlowClass, triggers: readonly FlowTrigger[]): Problem[] {
  if (flowClass !== 'customNode') return [];
  const starts = triggers.filter(({ type }) => type === 'customNodeStart').length;
  if (starts === 1) return [];
  return [{ field: 'triggers', message: `A custom node must have exactly one start, not ${starts}` }];
}

/** One problem for each node at which a wire closes a circle. A stack of its own: a path may be as long as there are nodes. */
function checkCycles(nodes: readonly FlowNode[], byId: ReadonlyMap<string, FlowNode>): Problem[] {
  const state = new Map<string, 'open' | 'done'>();
  const closing = new Set<string>();
  for (const start of nodes) {
    const stack = [{ id: start.id, next: 0 }];
    if (state.has(start.id)) continue;
    state.set(start.id, 'open');
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const targets = (byId.get(top.id)?.outputIds ?? []).flat();
      const id = targets[top.next];
      top.next += 1;
      if (id === undefined) {
        state.set(top.id, 'done');
        stack.pop();
      } else if (state.get(id) === 'open' && id !== top.id) closing.add(top.id);
      else if (!state.has(id) && byId.has(id)) {
        state.set(id, 'open');
        stack.push({ id, next: 0 });
      }
    }
  }
  return nodes.flatMap((node, index) =>
    closing.has(node.id) ? [ofNode(node, index, 'closes a circle of wires')] : [],
  );
}
