/** The classes of workflows; it is chosen when one is made (workflows.md, "1. The flow resource"). */
export const flowClasses = ['cloud', 'experience', 'edge', 'customNode', 'embedded'] as const;
/** One of `flowClasses`. */
export type FlowClass = (typeof flowClasses)[number];

/** The version of a workflow that is edited; every workflow has it, and no named version is called so. */
export const developVersion = 'develop';
/** What references write for the version that runs when none is asked for; no version is called so either. */
export const defaultVersion = 'default';

/** For each output the ids of the nodes that are wired to it; outputs that are missing at the end are unwired. */
export type OutputIds = readonly (readonly string[])[];

/** A node as it is stored: the server has given it an id, everything else is as the editor has sent it. */
export interface FlowNode {
  readonly id: string;
  readonly type: string;
  readonly config?: Readonly<Record<string, unknown>>;
  readonly meta?: Readonly<Record<string, unknown>>;
  readonly outputIds?: OutputIds;
}

/** A trigger as it is stored. `key` names what fires it (workflows.md, "2. Triggers"); absent where an import has cleared it. */
export interface FlowTrigger {
  readonly type: string;
  readonly key?: string;
  readonly config?: Readonly<Record<string, unknown>>;
  readonly meta?: Readonly<Record<string, unknown>>;
  readonly outputIds?: OutputIds;
}

/** A global of a workflow: `json` is a JSON text; absent in old exports, and means null. */
export interface FlowGlobal {
  readonly key: string;
  readonly json?: string;
}

/** An input of a custom node (workflows.md, "6. Custom nodes"). */
export interface CustomNodeField {
  readonly type:
    | 'stringTemplate'
    | 'numberTemplate'
    | 'jsonTemplate'
    | 'payloadPath'
    | 'select'
    | 'checkbox'
    | 'section'
    | (string & {});
  readonly id?: string;
  readonly label?: string;
  readonly required?: boolean;
  readonly defaultValue?: unknown;
  readonly [field: string]: unknown;
}

/** What a custom node asks of who uses it, and what it gives back. */
export interface CustomNodeConfig {
  readonly outputCount: 1 | 2;
  readonly resultMode: 'optional' | 'required' | 'none';
  readonly resultDescription?: string;
  readonly fields: readonly CustomNodeField[];
}

/** How the runs of a workflow are told apart and bounded (workflows.md, "8. Durability and isolation (ours)"). */
export interface FlowRuntime {
  /** Absent: `device` for triggers of devices, `parallel` for the others. */
  readonly concurrency?: 'device' | 'parallel' | 'serial' | 'latest';
  /** Absent: 60. */
  readonly timeoutSeconds?: number;
}
