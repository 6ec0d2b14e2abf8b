import {
  compileExpression,
  compileJsonTemplate,
  compileTemplate,
  readPath,
  writePath,
} from '../../platform/language/index.ts';
import { NodeError } from './errors.ts';
import { readQuery } from './query.ts';

/** What travels along a path: JSON-like, plus Dates. */
export type Payload = Record<string, unknown>;

/** Keys whose values are never escaped: a key file or a password has to arrive as it is (workflows.md, "4. Paths, templates, expressions"). */
const unescaped = /secret|password|token|key|cert|credential/i;

/**
 * The config of a node, read by the kinds of its keys against the payload of a path (workflows.md, "4. Paths, templates, expressions"). What is
 * absent, null or '' is not set. Every method may throw a TemplateError or an ExpressionError.
 */
export class NodeConfig {
  readonly #values: Readonly<Record<string, unknown>>;
  readonly #payload: Payload;
  readonly #prefix: string;

  /** @param prefix where the values stand in the node's config, for messages: `rules[0].` */
  constructor(values: Readonly<Record<string, unknown>>, payload: Payload, prefix = '') {
    this.#values = values;
    this.#payload = payload;
    this.#prefix = prefix;
  }

  /** The value as it stands in the config. */
  raw(key: string): unknown {
    return this.#values[key];
  }

  /** Whether the key has a value: not absent, null or ''. */
  has(key: string): boolean {
    const value = this.#values[key];
    return value !== undefined && value !== null && value !== '';
  }

  /** T: the rendered text; '' when not set. `escape` false: as for secrets. */
  text(key: string, options: { escape?: boolean } = {}): string {
    return render(this.#values[key], this.#payload, options.escape ?? !unescaped.test(key));
  }

  /** T whose text must not be empty. @throws NodeError TemplateError */
  requiredText(key: string, options: { escape?: boolean } = {}): string {
    const text = this.text(key, options).trim();
    if (text === '') throw new NodeError('TemplateError', `${this.#prefix}${key} renders no text`);
    return text;
  }

  /** A number, given as one or by a template; undefined when not set. @throws NodeError ValidationError when it is none */
  number(key: string): number | undefined {
    const value = this.#values[key];
    if (typeof value === 'number') return value;
    const text = this.text(key).trim();
    if (text === '') return undefined;
    const number = Number(text);
    if (Number.isNaN(number)) throw new NodeError('ValidationError', `${this.#prefix}${key} is not a number: ${text}`);
    return number;
  }

  /** b: whether it is true; old exports say so in text. */
  boolean(key: string, otherwise = false): boolean {
    const value = this.#values[key];
    if (value === undefined || value === null || value === '') return otherwise;
    return value === true || value === 'true' || value === 1;
  }

  /** The text of a select, without rendering. */
  choice<Choice extends string>(key: string, otherwise: Choice): Choice {
    const value = this.#values[key];
    return typeof value === 'string' && value !== '' ? (value as Choice) : otherwise;
  }

  /** P: the path itself; undefined when not set. */
  path(key: string): string | undefined {
    const value = this.#values[key];
    return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
  }

  /** P: the value there; undefined when the path is not set or leads nowhere. */
  read(key: string): unknown {
    const path = this.path(key);
    return path === undefined ? undefined : readPath(this.#payload, path);
  }

  /** P: writes a value there; does nothing when the path is not set. */
  write(key: string, value: unknown): void {
    const path = this.path(key);
    if (path !== undefined) writePath(this.#payload, path, value);
  }

  /** V: the raw value of exactly one mustache, else the rendered text. Values that are no text are themselves. */
  value(key: string): unknown {
    const value = this.#values[key];
    return typeof value === 'string' ? compileTemplate(value, { escape: false }).renderValue(this.#payload) : value;
  }

  /** J: the parsed value; undefined when blank. @throws NodeError TemplateError when it is no JSON */
  json(key: string): unknown {
    const value = this.#values[key];
    if (value === undefined || value === null) return undefined;
    return typeof value === 'string' ? compileJsonTemplate(value).render(this.#payload) : value;
  }

  /** Q: the query, undefined when blank; an empty `$or` or `$and` selects everything, an empty `$nor` nothing. */
  query(key: string): unknown {
    const query = this.json(key);
    return query === undefined ? undefined : readQuery(query);
  }

  /** E: what it evaluates to; undefined when not set. */
  evaluate(key: string): unknown {
    return this.has(key) ? compileExpression(String(this.#values[key])).evaluate(this.#payload) : undefined;
  }

  /** E: whether it is true; false when not set. */
  test(key: string): boolean {
    return this.has(key) && compileExpression(String(this.#values[key])).test(this.#payload);
  }

  /** A list of objects, each read like the config. */
  list(key: string): NodeConfig[] {
    return asArray(this.#values[key])
      .filter((entry): entry is Record<string, unknown> => typeof entry === 'object' && entry !== null)
      .map((entry, index) => new NodeConfig(entry, this.#payload, `${this.#prefix}${key}[${index}].`));
  }

  /** T[]: the rendered texts. `escape` false: as for secrets. */
  texts(key: string, options: { escape?: boolean } = {}): string[] {
    const isEscaped = options.escape ?? !unescaped.test(key);
    return asArray(this.#values[key]).map((entry) => render(entry, this.#payload, isEscaped));
  }

  /** kv: rendered keys and values in order, those with an empty key left out. */
  keyValues(key: string): [string, string][] {
    return this.list(key).flatMap((entry) => {
      const name = entry.has('keyTemplate') ? entry.text('keyTemplate', { escape: false }) : entry.plain('key');
      return name === '' ? [] : [[name, entry.text('valueTemplate')] as [string, string]];
    });
  }

  /** Other values, read against the same payload. */
  with(values: Readonly<Record<string, unknown>>): NodeConfig {
    return new NodeConfig(values, this.#payload, this.#prefix);
  }

  /** The text as it stands, without rendering; '' when not set. */
  plain(key: string): string {
    const value = this.#values[key];
    return value === undefined || value === null ? '' : String(value);
  }
}

function render(value: unknown, payload: Payload, isEscaped: boolean): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? compileTemplate(value, { escape: isEscaped }).render(payload) : String(value);
}

function asArray(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
