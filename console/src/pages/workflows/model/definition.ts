/** For each output the ids of the nodes that are wired to it. */
export type OutputIds = readonly (readonly string[])[];

type Fields = Readonly<Record<string, unknown>>;

/** A node as the API has it; what we do not know of stays as it is. */
export interface FlowNode {
  readonly id: string;
  readonly type: string;
  readonly config?: Fields;
  readonly meta?: Fields;
  readonly outputIds?: OutputIds;
}

/** A trigger as the API has it. */
export interface FlowTrigger {
  readonly key?: string;
  readonly type: string;
  readonly config?: Fields;
  readonly meta?: Fields;
  readonly outputIds?: OutputIds;
}

/** A value that nodes read as `{{globals.<key>}}`; `json` is its JSON text (workflows.md, "1. The flow resource"). */
export interface FlowGlobal {
  readonly key: string;
  readonly json: string;
}

/** What a version of a workflow does (contract workflows.md, "1. The flow resource"). */
export interface Definition {
  readonly triggers: readonly FlowTrigger[];
  readonly nodes: readonly FlowNode[];
  readonly globals: readonly FlowGlobal[];
  /** Of a custom node: what it asks of who uses it. */
  readonly customNodeConfig?: Fields;
}

/** The definition in what the API returned: the workflow with its version develop, or a named version. */
export function readDefinition(shown: {
  readonly triggers: readonly object[];
  readonly nodes: readonly object[];
  readonly globals: readonly FlowGlobal[];
  readonly customNodeConfig?: object;
}): Definition {
  const { triggers, nodes, globals, customNodeConfig } = shown;
  return {
    triggers: triggers as readonly FlowTrigger[],
    nodes: nodes as readonly FlowNode[],
    globals,
    ...(customNodeConfig === undefined ? {} : { customNodeConfig: customNodeConfig as Fields }),
  };
}

const idCharacters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** An id for a node or a trigger, as the platform makes them: ten characters. */
export function makeId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(10)), (byte) => idCharacters[byte % 64]).join('');
}
