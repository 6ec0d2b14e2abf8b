import type { NodeType } from './context.ts';
import { annotationNode } from './nodes/annotation.ts';
import { conditionalNode } from './nodes/conditional.ts';
import { debugNode } from './nodes/debug.ts';

/** Every type of node that this server runs. The one list of them. */
export const nodeTypes: readonly NodeType[] = [annotationNode, conditionalNode, debugNode];

const byType = new Map(nodeTypes.map((nodeType) => [nodeType.type, nodeType]));

/** The type of node by its name in flows; undefined when this server does not know it. */
export function findNodeType(type: string): NodeType | undefined {
  return byType.get(type);
}
