import type { CustomNodeField } from '../../../kernel/flow.ts';
import { copyPayload } from '../../../platform/language/index.ts';
import { NodeConfig, NodeError, type NodeOutcome, type Payload } from '../../workflow-nodes/index.ts';
import { type Execution, endOfPath } from './execution.ts';
import { type Path, Scope } from './scope.ts';

/**
 * Custom node: a flow inside the caller's run, with a payload of its own (workflows.md, "6. Custom nodes"). Goes on as soon as its
 * first cap is reached; its other paths finish without effect on the caller.
 */
export async function callCustomNode(execution: Execution, path: Path): Promise<NodeOutcome> {
  const config = execution.configOf(path);
  const { customNodeDepth } = execution.limits;
  if (path.scope.depth >= customNodeDepth) {
    throw new NodeError('LimitExceeded', `Custom nodes are nested more than ${customNodeDepth} deep`);
  }
  const version = config.plain('customNodeVersion') || undefined;
  const called = await execution.host.loadCustomNode(execution.infoOf(path), config.plain('customNodeId'), version);
  if (path.scope.isEnded) return endOfPath;
  if (!called) throw new NodeError('NotFound', 'The custom node, or the version of it, does not exist or is disabled');
  const { source } = called.program;
  const payload = { ...called.payload, data: readInputs(config, source.customNodeConfig?.fields ?? []) };
  const scope = new Scope({ program: called.program, parent: path.scope, caller: { ...path } });
  const starts = called.program.starts(source.triggers.findIndex(({ type }) => type === 'customNodeStart'));
  if (starts.length === 0) return endOfPath;
  execution.spawn(scope, starts, payload, { nodeId: path.node.id, before: path.trail });
  await scope.settled;
  if (!scope.cap) return endOfPath;
  const cap = new NodeConfig(scope.cap.config, scope.cap.payload);
  config.write('resultPath', copyPayload(cap.read('resultSourcePath')));
  return source.customNodeConfig?.outputCount === 2 && cap.text('branchIndexTemplate').trim() === '1' ? 1 : 0;
}

/** Custom node cap: the first that is reached gives the caller its result. */
export function returnFromCustomNode(path: Path): NodeOutcome {
  for (let scope: Scope | undefined = path.scope; scope; scope = scope.parent) {
    if (!scope.caller) continue;
    // What the path's payload is now; nobody changes it any more.
    scope.cap ??= { payload: path.payload, config: path.node.node.config ?? {} };
    scope.settle();
    break;
  }
  return endOfPath;
}

function readInputs(config: NodeConfig, fields: readonly CustomNodeField[]): Payload {
  const given = new Map(config.list('fields').map((field) => [field.plain('id'), field]));
  const inputs: Payload = {};
  for (const field of fields) {
    const { id, type } = field;
    if (id === undefined || id === '' || type === 'section') continue;
    const value = readInput(given.get(id), field, config);
    if (field.required && (value === undefined || value === '')) {
      throw new NodeError('TemplateError', `The field ${field.label ?? id} has no value`);
    }
    inputs[id] = value;
  }
  return inputs;
}

function readInput(
  given: NodeConfig | undefined,
  { type, defaultValue }: CustomNodeField,
  config: NodeConfig,
): unknown {
  const entry = given?.has('value') ? given : config.with({ value: defaultValue });
  switch (type) {
    case 'stringTemplate':
      // What renders empty means the default, too.
      return entry.text('value') || config.with({ value: defaultValue }).text('value');
    case 'numberTemplate':
      return entry.number('value');
    case 'jsonTemplate':
      return entry.json('value');
    case 'payloadPath':
      return copyPayload(entry.read('value'));
    case 'checkbox':
      return entry.boolean('value');
    default:
      return entry.plain('value');
  }
}
