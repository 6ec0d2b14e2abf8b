import parts from '../../../api/workflow-parts.json' with { type: 'json' };
import { loadWords, t } from '../../../words/words.ts';
import type { FlowNode, FlowTrigger } from './definition.ts';

/** How a key of a config is read; docs/workflow-language.md says what each kind is. */
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
  | 'list'
  | 'texts';

/** One key of a config, as the server declares it. */
export interface FieldDeclaration {
  readonly key: string;
  readonly kind: FieldKind;
  readonly label: string;
  readonly help?: string;
  readonly required?: boolean;
  readonly default?: unknown;
  readonly options?: readonly string[];
  readonly kindBy?: { readonly key: string; readonly kinds: Readonly<Record<string, FieldKind>> };
  readonly when?: { readonly key: string; readonly is: readonly (string | boolean)[] };
  readonly fields?: readonly FieldDeclaration[];
  readonly entries?: FieldKind;
  readonly maxEntries?: number;
}

/** A type of node, as the server declares it. */
export interface NodeDeclaration {
  readonly type: string;
  readonly label: string;
  readonly summary: string;
  /** Where the palette lists it. */
  readonly category: 'logic' | 'payload' | 'device' | 'data' | 'output' | 'debug';
  readonly classes: readonly string[];
  readonly outputs: 0 | 1 | 2 | 'cases';
  readonly fields: readonly FieldDeclaration[];
  readonly structure?: string;
  readonly example: Readonly<Record<string, unknown>>;
}

/** What the key of a trigger is. */
export interface KeyRule {
  readonly kind: 'made' | 'fixed' | 'flowError' | 'id' | 'tag' | 'topic' | 'choice' | 'text';
  readonly resource?: string;
  readonly any?: string;
  readonly choices?: readonly string[];
  readonly key?: string;
  readonly required?: boolean;
}

/** A type of trigger, as the server declares it. */
export interface TriggerDeclaration {
  readonly type: string;
  readonly label: string;
  readonly summary: string;
  readonly classes: readonly string[];
  readonly key: KeyRule;
  readonly fields: readonly FieldDeclaration[];
  /** False: it is kept, and nothing fires it on this server yet. */
  readonly fires: boolean;
}

await loadWords('workflowParts');

/** Every type of node and trigger of this server; `npm run generate` writes them from its declarations. */
export const nodeDeclarations = translate(parts.nodes as unknown as readonly NodeDeclaration[]);
/** Every type of trigger, with those that nothing fires here yet (`fires: false`). */
export const triggerDeclarations = translate(parts.triggers as unknown as readonly TriggerDeclaration[]);

const nodesByType = new Map(nodeDeclarations.map((declaration) => [declaration.type, declaration]));
const triggersByType = new Map(triggerDeclarations.map((declaration) => [declaration.type, declaration]));

/** What is said of types in the viewer's language. Their names stay: documents, exports and other people call them so. */
function translate<D extends NodeDeclaration | TriggerDeclaration>(declarations: readonly D[]): readonly D[] {
  return declarations.map((each) => ({ ...each, summary: t(each.summary), fields: translateFields(each.fields) }));
}

function translateFields(fields: readonly FieldDeclaration[]): readonly FieldDeclaration[] {
  return fields.map((each) => ({
    ...each,
    label: t(each.label),
    ...(each.help === undefined ? {} : { help: t(each.help) }),
    ...(each.fields === undefined ? {} : { fields: translateFields(each.fields) }),
  }));
}

/** Undefined: this server keeps nodes of the type and cannot run them. */
export function findNodeDeclaration(type: string): NodeDeclaration | undefined {
  return nodesByType.get(type);
}

/** Undefined: this server keeps triggers of the type, and nothing fires them. */
export function findTriggerDeclaration(type: string): TriggerDeclaration | undefined {
  return triggersByType.get(type);
}

/** What the outputs of a node are called on the canvas; as many as it has, and as are wired. */
export function listOutputs(node: FlowNode): readonly string[] {
  const declaration = findNodeDeclaration(node.type);
  const wired = node.outputIds?.length ?? 0;
  const names = nameOutputs(node, declaration);
  return Array.from({ length: Math.max(names.length, wired) }, (_, index) => names[index] ?? String(index + 1));
}

function nameOutputs(node: FlowNode, declaration: NodeDeclaration | undefined): readonly string[] {
  if (declaration?.structure === 'note') return [];
  if (declaration?.structure === 'loop') return ['after', 'each'];
  if (declaration?.structure === 'customNode') return ['1', '2'];
  switch (declaration?.outputs) {
    case 0:
      return [];
    case 2:
      return ['false', 'true'];
    case 'cases': {
      const cases = Array.isArray(node.config?.cases) ? (node.config.cases as Record<string, unknown>[]) : [];
      return ['default', ...cases.map((one, index) => String(one?.caseLabel || one?.caseTemplate || index + 1))];
    }
    default:
      return [''];
  }
}

/** A trigger has one output. */
export const triggerOutputs: readonly string[] = [''];

/** How a type is called: as it is declared, or by its own name without the ending that all have. */
export function nameOfType(kind: 'node' | 'trigger', type: string): string {
  const declaration = kind === 'node' ? findNodeDeclaration(type) : findTriggerDeclaration(type);
  return declaration?.label ?? type.replace(/Node$/, '');
}

/** The name that somebody has given it, or that of its type. */
export function labelOf(kind: 'node' | 'trigger', { type, meta }: FlowNode | FlowTrigger): string {
  const label = meta?.label;
  return typeof label === 'string' && label.trim() !== '' ? label : nameOfType(kind, type);
}
