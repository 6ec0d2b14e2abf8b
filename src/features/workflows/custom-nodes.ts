import { invalid } from '../../kernel/errors.ts';
import { defaultVersion, developVersion, type FlowNode } from '../../kernel/flow.ts';
import type { Queryable } from '../../platform/database/database.ts';
import type { FieldKind } from '../workflow-nodes/index.ts';
import { checkText } from './checks/node-config.ts';
import { ofNode, type Problem } from './checks/problem.ts';
import { type CalledNode, findUsers, readCallEdges, readCalledNodes } from './custom-node-store.ts';
import { type CustomNodeReference, readReferences } from './definition.ts';

/** Names that a refusal lists. */
const maxNames = 10;

/** How the value of an input is read, by the type of the field. */
const kindOfField: Readonly<Record<string, FieldKind>> = {
  stringTemplate: 'template',
  numberTemplate: 'template',
  jsonTemplate: 'json',
  payloadPath: 'path',
};

/**
 * What is wrong with the references of nodes to custom nodes (workflows.md, "9. Save-time checks"): one that the application
 * does not have, in a version that there is not, that calls itself in the end, or whose inputs are no texts of their type.
 *
 * @param own the custom node whose nodes they are; undefined: they are another workflow's
 */
export async function checkCustomNodes(
  tx: Queryable,
  applicationRowId: number,
  { nodes, own }: { readonly nodes: readonly FlowNode[]; readonly own?: string | undefined },
): Promise<Problem[]> {
  const references = readReferences(nodes);
  if (references.length === 0) return [];
  const called = await readCalledNodes(
    tx,
    applicationRowId,
    references.map(({ customFlowId }) => customFlowId),
  );
  const reachesOwn = own === undefined ? () => false : await findCallersOf(tx, applicationRowId, own);
  return references.flatMap((reference) => {
    const index = nodes.findIndex(({ id }) => id === reference.nodeId);
    const node = nodes[index] as FlowNode;
    const versions = called.filter(({ flow_id }) => flow_id === reference.customFlowId);
    if (versions.length === 0) {
      return [ofNode(node, index, 'must be a custom node of the application', 'customNodeId')];
    }
    const target = versions.find((version) => isMeant(version, reference.version));
    if (!target) return [ofNode(node, index, `must be a version of ${versions[0]?.name}`, 'customNodeVersion')];
    if (reachesOwn(target)) return [ofNode(node, index, 'would make the custom node call itself', 'customNodeId')];
    return checkInputs(node, index, target);
  });
}

function isMeant({ version, is_default }: Pick<CalledNode, 'version' | 'is_default'>, wanted: string): boolean {
  if (wanted === defaultVersion) return is_default;
  return (version ?? developVersion) === wanted;
}

/** Whether a custom node, or one that it calls, is the given one. Every version of it counts as it. */
async function findCallersOf(tx: Queryable, applicationRowId: number, own: string) {
  const edges = await readCallEdges(tx, applicationRowId);
  return (target: Pick<CalledNode, 'flow_id' | 'version' | 'is_default'>): boolean => {
    const seen = new Set<string>();
    const open: Pick<CustomNodeReference, 'customFlowId' | 'version'>[] = [
      { customFlowId: target.flow_id, version: target.version ?? developVersion },
    ];
    for (let next = open.pop(); next; next = open.pop()) {
      const { customFlowId, version } = next;
      if (customFlowId === own) return true;
      if (seen.has(`${customFlowId} ${version}`)) continue;
      seen.add(`${customFlowId} ${version}`);
      for (const edge of edges) {
        if (edge.flow_id !== customFlowId || !isMeant(edge, version)) continue;
        open.push({ customFlowId: edge.custom_flow_id, version: edge.custom_version });
      }
    }
    return false;
  };
}

function checkInputs(node: FlowNode, index: number, { custom_node_config }: CalledNode): Problem[] {
  const values = node.config?.fields;
  if (!Array.isArray(values)) return [];
  return values.flatMap((entry: unknown) => {
    const { id, value } = (entry ?? {}) as { id?: unknown; value?: unknown };
    const field = custom_node_config?.fields.find((one) => one.id === id);
    const kind = field && kindOfField[field.type];
    const message = kind && checkText(kind, value);
    return message === undefined ? [] : [ofNode(node, index, message, `fields.${String(id)}`)];
  });
}

/** @throws AppError Validation naming the workflows that use the custom node, or one of these versions of it */
export async function refuseUsed(
  tx: Queryable,
  flowId: string,
  what: { readonly field: string; readonly versions?: readonly string[] },
): Promise<void> {
  const { field, versions } = what;
  const users = await findUsers(tx, flowId, { limit: maxNames + 1, ...(versions === undefined ? {} : { versions }) });
  if (users.length === 0) return;
  const shown = users.slice(0, maxNames).join(', ');
  throw invalid(field, `is used by other workflows: ${shown}${users.length > maxNames ? ' and others' : ''}`);
}
