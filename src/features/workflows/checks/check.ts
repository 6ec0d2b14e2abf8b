import type { FlowClass, FlowGlobal } from '../../../kernel/flow.ts';
import { findJsonTextFault, findNumberNoDouble } from '../../../kernel/json-text.ts';
import type { Definition } from '../definition.ts';
import { checkNodeConfig } from './node-config.ts';
import type { Problem } from './problem.ts';
import { scriptChecker } from './script-syntax.ts';
import { checkStructure } from './structure.ts';
import { checkTriggerConfig } from './trigger-config.ts';

/**
 * Everything that keeps a version from being saved (workflows.md, "9. Save-time checks"), but for what its custom nodes are. Of
 * workflows that never run here the nodes' texts are the agents' to judge.
 */
export function checkDefinition(flowClass: FlowClass, definition: Definition): Problem[] {
  const { triggers, nodes, globals, customNodeConfig } = definition;
  const runsHere = flowClass !== 'edge' && flowClass !== 'embedded';
  return [
    ...checkStructure(flowClass, definition),
    ...checkNumbers({ triggers, nodes, customNodeConfig }),
    ...triggers.flatMap(checkTriggerConfig),
    ...(runsHere ? checkNodes(nodes) : []),
    ...checkGlobals(globals),
    ...checkFields(customNodeConfig?.fields ?? []),
  ];
}

function checkNodes(nodes: Definition['nodes']): Problem[] {
  const checkScript = scriptChecker();
  return nodes.flatMap((node, index) => checkNodeConfig(node, index, checkScript));
}

/** Definitions are read with the numbers of JavaScript: one that would be another then is not saved. */
function checkNumbers(parts: Pick<Definition, 'triggers' | 'nodes' | 'customNodeConfig'>): Problem[] {
  const field = findNumberNoDouble(parts);
  return field === undefined ? [] : [{ field, message: `${field} must not be a number that a double cannot hold` }];
}

function checkGlobals(globals: readonly FlowGlobal[]): Problem[] {
  const seen = new Set<string>();
  return globals.flatMap(({ key, json }, index) => {
    const problems: Problem[] = [];
    if (key === '__proto__')
      problems.push({ field: `globals[${index}].key`, key, message: 'A global must not be called __proto__' });
    if (seen.has(key)) problems.push({ field: `globals[${index}].key`, key, message: `Global ${key} is there twice` });
    seen.add(key);
    const fault = json === undefined ? undefined : findJsonTextFault(json);
    if (fault !== undefined) {
      problems.push({ field: `globals[${index}].json`, key, message: `Global ${key} ${fault}` });
    }
    return problems;
  });
}

/** Two inputs of one id would be one value. */
function checkFields(fields: NonNullable<Definition['customNodeConfig']>['fields']): Problem[] {
  const seen = new Set<string>();
  return fields.flatMap(({ type, id }, index) => {
    const field = `customNodeConfig.fields[${index}].id`;
    if (type === 'section') return [];
    if (id === undefined) return [{ field, message: `${field} is required` }];
    if (seen.has(id)) return [{ field, message: `${field} is there twice: ${id}` }];
    seen.add(id);
    return [];
  });
}
