import { LRUCache } from 'lru-cache';
import type { FlowNode } from '../../../kernel/flow.ts';
import {
  compileExpression,
  compileJsonTemplate,
  compileTemplate,
  ExpressionError,
  PathError,
  parsePath,
  TemplateError,
} from '../../../platform/language/index.ts';
import { type FieldDeclaration, type FieldKind, findNodeType } from '../../workflow-nodes/index.ts';
import { ofNode, type Problem } from './problem.ts';
import { scriptChecker } from './script-syntax.ts';

type Config = Readonly<Record<string, unknown>>;

/**
 * The config of a node by the declaration of its type; of a type that we do not know nothing is judged.
 *
 * @param checkScript as `scriptChecker` makes it, of the workflow
 */
export function checkNodeConfig(
  node: FlowNode,
  index: number,
  checkScript: (script: string) => string | undefined = scriptChecker(),
): Problem[] {
  const declaration = findNodeType(node.type);
  if (!declaration) return [];
  const config = node.config ?? {};
  const scripts = declaration.fields.filter(({ kind }) => kind === 'script').map(({ key }) => key);
  const faults = scripts.flatMap((key) => {
    const script = config[key];
    const message = typeof script === 'string' ? checkScript(script) : undefined;
    return message === undefined ? [] : [{ key, message }];
  });
  return [...checkFields(declaration.fields, config, ''), ...faults].map(({ key, message }) =>
    ofNode(node, index, message, key),
  );
}

interface Found {
  readonly key: string;
  readonly message: string;
}

function checkFields(fields: readonly FieldDeclaration[], config: Config, prefix: string): Found[] {
  return fields.flatMap((field) => {
    if (!isMeant(field, fields, config)) return [];
    const key = `${prefix}${field.key}`;
    const value = config[field.key];
    if (isBlank(value)) return field.required ? [{ key, message: 'is required' }] : [];
    const kind = kindOf(field, fields, config);
    if (kind === 'list') return checkList(field, value, key);
    const known = [...(field.options ?? []), ...(field.olderOptions ?? [])];
    if (kind === 'select' && field.options && !known.includes(String(value))) {
      return [{ key, message: `must be one of ${field.options.join(', ')}` }];
    }
    const message = checkText(kind, value);
    return message === undefined ? [] : [{ key, message }];
  });
}

function checkList(field: FieldDeclaration, value: unknown, key: string): Found[] {
  if (!Array.isArray(value)) return [{ key, message: 'must be a list' }];
  const { maxEntries, entries, fields } = field;
  if (maxEntries !== undefined && value.length > maxEntries) {
    return [{ key, message: `must have at most ${maxEntries} entries` }];
  }
  return value.flatMap((entry, index) => {
    const at = `${key}[${index}]`;
    if (fields && typeof entry === 'object' && entry !== null) return checkFields(fields, entry as Config, `${at}.`);
    if (!entries || isBlank(entry)) return [];
    const message = checkText(entries, entry);
    return message === undefined ? [] : [{ key: at, message }];
  });
}

/** Whether the key means something beside the others of the same config. */
function isMeant(field: FieldDeclaration, fields: readonly FieldDeclaration[], config: Config): boolean {
  const { when } = field;
  if (!when) return true;
  const value = effectiveValue(when.key, fields, config);
  return when.is.some((wanted) => (typeof wanted === 'boolean' ? wanted === (value === true) : wanted === value));
}

function kindOf(field: FieldDeclaration, fields: readonly FieldDeclaration[], config: Config): FieldKind {
  const { kind, kindBy } = field;
  if (!kindBy) return kind;
  return kindBy.kinds[String(effectiveValue(kindBy.key, fields, config))] ?? kind;
}

function effectiveValue(key: string, fields: readonly FieldDeclaration[], config: Config): unknown {
  const value = config[key];
  return isBlank(value) ? fields.find((field) => field.key === key)?.default : value;
}

function isBlank(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'string' && value.trim() === '');
}

/** Reading what is shorter takes less than looking up what was found. */
const shortText = 200;
/** What long texts were found to be: saved again, or just read for a save, they are not read anew. Characters, twice what one body has. */
const judged = new LRUCache<string, { readonly fault: string | undefined }>({
  maxSize: 2 * 1024 * 1024,
  sizeCalculation: (_found, text) => text.length + 100,
});

/** What is wrong with a text of this kind; undefined when nothing is. Values that are no text are what they are. */
export function checkText(kind: FieldKind, value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  if (value.length < shortText) return findTextFault(kind, value);
  const key = `${kind} ${value}`;
  const found = judged.get(key) ?? { fault: findTextFault(kind, value) };
  judged.set(key, found);
  return found.fault;
}

function findTextFault(kind: FieldKind, value: string): string | undefined {
  try {
    if (kind === 'template' || kind === 'value') compileTemplate(value);
    else if (kind === 'json' || kind === 'query') compileJsonTemplate(value);
    else if (kind === 'expression') compileExpression(value);
    else if (kind === 'path') parsePath(value);
  } catch (error) {
    if (error instanceof TemplateError) return `is no valid template: ${error.message}`;
    if (error instanceof ExpressionError) return `is no valid expression: ${error.message}`;
    if (error instanceof PathError) return `is no valid path: ${error.message}`;
    throw error;
  }
  return undefined;
}
