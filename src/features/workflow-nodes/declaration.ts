import type { FlowClass } from '../../kernel/flow.ts';

/**
 * How a config key is read (workflows.md, "5. Nodes"): T `template`, V `value`, J `json`, Q `query`, E `expression`, P `path`.
 * The others stand for themselves; a `list` has entries, `script` is the text of a function.
 */
export type FieldKind =
  | 'template'
  | 'value'
  | 'json'
  | 'query'
  | 'expression'
  | 'path'
  | 'boolean'
  | 'number'
  | 'text'
  | 'select'
  | 'script'
  | 'list';

/** One key of a node's config: what the checks when saving, the docs and the editor know of it. */
export interface FieldDeclaration {
  readonly key: string;
  /** How it is read; where another key decides that, `kindBy` says how. */
  readonly kind: FieldKind;
  /** A few words, as a form shows them. */
  readonly label: string;
  /** A sentence that explains it, where the label does not. */
  readonly help?: string;
  /** The key must have a value when the flow is saved; a template that renders empty then throws when the node runs. */
  readonly required?: boolean;
  /** What an absent key means. */
  readonly default?: unknown;
  /** Of a `select`: the values that it can have. */
  readonly options?: readonly string[];
  /** Of a `select`: words of older exports that are understood as well, but not offered. */
  readonly olderOptions?: readonly string[];
  /** The kind by the value of another key (`bodyType: jsonTemplate` makes the body a `json`); `kind` for all others. */
  readonly kindBy?: { readonly key: string; readonly kinds: Readonly<Record<string, FieldKind>> };
  /** The key means something only while another one has one of these values (its default counts). */
  readonly when?: { readonly key: string; readonly is: readonly (string | boolean)[] };
  /** Of a `path`: the node writes there. */
  readonly isResult?: boolean;
  /** Of a `list` of objects: their keys. */
  readonly fields?: readonly FieldDeclaration[];
  /** Of a `list` of plain entries: how each is read. */
  readonly entries?: FieldKind;
  /** Of a `list`: the most entries. */
  readonly maxEntries?: number;
}

/**
 * Groups of nodes: `logic` decides which way a path goes, `payload` changes what travels along it, `device` and `data` read and change
 * what the application has, `output` reaches others, `debug` is for those who look.
 */
export type NodeCategory = 'logic' | 'payload' | 'device' | 'data' | 'output' | 'debug';

/**
 * What is known of a type of node without running it. Data that the main thread (checks when saving, documentation, the editor)
 * and the workers import alike.
 */
export interface NodeDeclaration {
  /** As exports have it: `ConditionalNode`. */
  readonly type: string;
  readonly label: string;
  /** One sentence that says what the node does. */
  readonly summary: string;
  /** Where palettes and the docs list it. */
  readonly category: NodeCategory;
  /** The classes of flows that may have it. */
  readonly classes: readonly FlowClass[];
  /** 0: it ends the path. 2: `[0]` false, failed, unchanged; `[1]` true. `cases`: `[0]` the default, `[n + 1]` case n. */
  readonly outputs: 0 | 1 | 2 | 'cases';
  readonly fields: readonly FieldDeclaration[];
  /** A failed action does not throw: `{error:{type,message}}` goes to the result path (workflows.md, "3. The run"). */
  readonly isSoft?: boolean;
  /** `errorBehavior` and `errorPath` say what a failed action does. */
  readonly hasErrorBehavior?: boolean;
  /** The node leaves the payload as it is. */
  readonly readsOnly?: boolean;
  /** The interpreter does the node's work itself; the type has no `run` then. */
  readonly structure?: 'note' | 'loop' | 'loopCap' | 'customNode' | 'customNodeCap';
  /** A config that works, for docs and as what a new node begins with. */
  readonly example: Readonly<Record<string, unknown>>;
}

/** Nodes that mean the same wherever they run. */
export const everyClass: readonly FlowClass[] = ['cloud', 'experience', 'customNode', 'edge', 'embedded'];
/** Nodes of the classes whose flows run on this server. */
export const runnableClasses: readonly FlowClass[] = ['cloud', 'experience', 'customNode'];
