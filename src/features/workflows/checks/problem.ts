import { AppError } from '../../../kernel/errors.ts';
import type { FlowNode, FlowTrigger } from '../../../kernel/flow.ts';

/** Something that keeps a workflow from being saved (workflows.md, "9. Save-time checks"); of an import, a warning. */
export interface Problem {
  /** Where in the body: `nodes[3].config.expression`. */
  readonly field: string;
  readonly message: string;
  readonly nodeId?: string;
  /** Of a trigger: its place among the triggers. */
  readonly trigger?: number;
  readonly type?: string;
  readonly label?: string;
  /** Of the config. */
  readonly key?: string;
}

/** Only so many are said at once. */
export const maxProblems = 100;

/** What is wrong with a node, or with one key of its config. `message` goes on after the node's name: "has …". */
export function ofNode(node: FlowNode, index: number, message: string, key?: string): Problem {
  const label = labelOf(node.meta);
  return {
    field: `nodes[${index}]${key === undefined ? '' : `.config.${key}`}`,
    message: `${label ?? node.type} (${node.id})${key === undefined ? '' : `: ${key}`} ${message}`,
    nodeId: node.id,
    type: node.type,
    ...(label === undefined ? {} : { label }),
    ...(key === undefined ? {} : { key }),
  };
}

/** As `ofNode`, of a trigger; `key` also names what is no config, such as its own key. */
export function ofTrigger(trigger: FlowTrigger, index: number, message: string, key?: string): Problem {
  const label = labelOf(trigger.meta);
  const place = key === undefined ? '' : key === 'key' || key.startsWith('meta') ? `.${key}` : `.config.${key}`;
  return {
    field: `triggers[${index}]${place}`,
    message: `${label ?? trigger.type} (trigger ${index + 1})${key === undefined ? '' : `: ${key}`} ${message}`,
    trigger: index,
    type: trigger.type,
    ...(label === undefined ? {} : { label }),
    ...(key === undefined ? {} : { key }),
  };
}

function labelOf(meta: Readonly<Record<string, unknown>> | undefined): string | undefined {
  const label = meta?.label;
  return typeof label === 'string' && label !== '' ? label : undefined;
}

/** @throws AppError Validation with all problems as its details, when there are any */
export function refuseProblems(problems: readonly Problem[]): void {
  const [first] = problems;
  if (!first) return;
  const others = problems.length - 1;
  const more = others === 0 ? '' : ` (and ${others} more: see details)`;
  throw new AppError('Validation', `${first.message}${more}`, {
    field: first.field,
    details: { details: problems.slice(0, maxProblems) },
  });
}
