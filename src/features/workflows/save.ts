import { invalid } from '../../kernel/errors.ts';
import type { FlowClass } from '../../kernel/flow.ts';
import { InTurn } from '../../kernel/in-turn.ts';
import { weigh } from '../../kernel/weight.ts';
import type { Queryable } from '../../platform/database/database.ts';
import { currentLane } from '../../platform/database/lane.ts';
import { checkDefinition } from './checks/check.ts';
import { checkNodeConfig } from './checks/node-config.ts';
import { type Problem, refuseProblems } from './checks/problem.ts';
import { scriptChecker } from './checks/script-syntax.ts';
import { replaceUses } from './custom-node-store.ts';
import { checkCustomNodes } from './custom-nodes.ts';
import { type Definition, giveIds, giveKeys, type Owner, readReferences, type SentDefinition } from './definition.ts';
import { replaceTriggers, type VersionKey } from './trigger-store.ts';

/** A definition as it is stored, made of what was sent: what is absent is empty. */
export function complete(sent: SentDefinition, owner: Owner): Definition {
  return {
    triggers: giveKeys(sent.triggers ?? [], owner),
    nodes: giveIds(sent.nodes ?? []),
    globals: sent.globals ?? [],
    customNodeConfig: sent.customNodeConfig ?? null,
  };
}

/** What a new custom node has where nothing else is said: a start, and no inputs. */
export const emptyCustomNode = {
  triggers: [
    {
      type: 'customNodeStart',
      config: {},
      meta: { category: 'trigger', name: 'customNodeStart', label: 'Start', uiId: 'start', x: 40, y: 40 },
      outputIds: [[]],
    },
  ],
  customNodeConfig: { outputCount: 1, resultMode: 'optional', fields: [] },
} as const;

/** As it stands in the columns. */
export function toColumns({ triggers, nodes, globals, customNodeConfig }: Definition) {
  return {
    triggers: JSON.stringify(triggers),
    nodes: JSON.stringify(nodes),
    globals: JSON.stringify(globals),
    custom_node_config: customNodeConfig === null ? null : JSON.stringify(customNodeConfig),
  };
}

/** A definition that is to be saved. */
export interface Saved {
  readonly applicationRowId: number;
  readonly flowId: string;
  readonly flowClass: FlowClass;
  readonly definition: Definition;
}

/** What is read in one turn of this thread, in bytes: scripts take a millisecond for 2 KB, templates up to five. */
const bytesOfTurn = 2048;
const turns = new InTurn();

/**
 * To be called with what was sent before the transaction in which it is checked: reading templates and scripts takes a while, for which
 * everybody would wait. It is read in short turns here, and known then.
 */
export async function prepareCheck({ nodes = [] }: Pick<SentDefinition, 'nodes'>): Promise<void> {
  const owner = currentLane()?.owner ?? '';
  const checkScript = scriptChecker();
  let room = 0;
  for (const [index, node] of nodes.entries()) {
    const weight = weigh(node.config);
    if (weight > room) {
      await turns.take(owner);
      room = bytesOfTurn;
    }
    room -= weight;
    checkNodeConfig({ id: '', ...node }, index, checkScript);
  }
}

/** Everything that is wrong with a definition (workflows.md, "9. Save-time checks"). */
export async function findProblems(tx: Queryable, saved: Saved): Promise<Problem[]> {
  const { applicationRowId, flowClass, flowId, definition } = saved;
  const { nodes } = definition;
  return [
    ...checkDefinition(flowClass, definition),
    ...(await checkCustomNodes(tx, applicationRowId, {
      nodes,
      ...(flowClass === 'customNode' ? { own: flowId } : {}),
    })),
  ];
}

/** @throws AppError Validation with everything that is wrong */
export async function checkSaved(tx: Queryable, saved: Saved): Promise<void> {
  refuseProblems(await findProblems(tx, saved));
}

/** The rows that follow from a version's definition: what fires it, and which custom nodes it calls. */
export async function indexDefinition(
  tx: Queryable,
  key: VersionKey,
  definition: Definition,
  now: Date,
): Promise<void> {
  await replaceTriggers(tx, key, definition.triggers, now);
  await replaceUses(tx, key, readReferences(definition.nodes));
}

/** @throws AppError Validation for fields that workflows of the class do not have */
export function refuseForeignFields(
  flowClass: FlowClass,
  body: {
    readonly minimumAgentVersion?: unknown;
    readonly customNodeConfig?: unknown;
    readonly customNodeSupports?: unknown;
    readonly defaultVersionId?: unknown;
  },
): void {
  const isOfAgents = flowClass === 'edge' || flowClass === 'embedded';
  const hasDefault = flowClass === 'cloud' || flowClass === 'customNode';
  const only = (field: keyof typeof body, isAllowed: boolean, classes: string) => {
    const value = body[field];
    if (value !== undefined && value !== null && !isAllowed)
      throw invalid(field, `is only for workflows of ${classes}`);
  };
  only('minimumAgentVersion', isOfAgents, 'class edge');
  only('customNodeConfig', flowClass === 'customNode', 'class customNode');
  only('customNodeSupports', flowClass === 'customNode', 'class customNode');
  only('defaultVersionId', hasDefault, 'the classes cloud and customNode');
}
