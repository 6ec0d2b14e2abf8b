import { isExactNumber } from '../../../kernel/json-text.ts';
import { compileExpression, isContainer, toNumber, toScriptText, toText } from '../../../platform/language/index.ts';
import type { NodeConfig, Payload } from '../config.ts';
import { NodeError } from '../errors.ts';

/** What a rule of an Array node does: the array after it, and what goes to the rule's output path. */
export interface ArrayStep {
  /** Undefined: the rule leaves the array as it is. */
  readonly items?: unknown[];
  readonly output?: unknown;
}

/** A rule: its input and index are read only where it has any. */
export interface ArrayRule {
  readonly config: NodeConfig;
  readonly payload: Payload;
  /** The value of `inputTemplate`, not to be changed. */
  readonly input: () => unknown;
}

type Step = (items: readonly unknown[], rule: ArrayRule) => ArrayStep;

/** What a filter may take in all, ms: the worker that it keeps has other runs. */
const maxFilterMs = 2000;

/** The rules that change the array (workflows.md, "5. Nodes"). */
export const changingRules: Readonly<Record<string, Step>> = {
  push: (items, { input }) => ({ items: [...items, input()] }),
  unshift: (items, { input }) => ({ items: [input(), ...items] }),
  concat: (items, { input }) => ({ items: items.concat(input()) }),
  insertAt: (items, rule) => ({ items: items.toSpliced(readIndex(rule), 0, rule.input()) }),
  replaceAt: (items, rule) => {
    const index = findPlace(items, rule);
    return index < 0 ? {} : { items: items.with(index, rule.input()), output: items[index] };
  },
  removeAt: (items, rule) => {
    const index = findPlace(items, rule);
    return index < 0 ? {} : { items: items.toSpliced(index, 1), output: items[index] };
  },
  pop: (items) => ({ items: items.slice(0, -1), output: items.at(-1) }),
  shift: (items) => ({ items: items.slice(1), output: items[0] }),
  compact: (items) => ({ items: items.filter(Boolean) }),
  flatten: (items) => ({ items: items.flat(Number.POSITIVE_INFINITY) }),
  reverse: (items) => ({ items: items.toReversed() }),
  deduplicate: (items) => ({ items: unique(items, (item) => item) }),
  slice: (items, { config, input }) => {
    const start = toNumber(input() ?? 0);
    if (Number.isNaN(start)) throw new NodeError('ValidationError', 'The start of the slice is not a number');
    return { items: items.slice(start, config.number('indexTemplate')) };
  },
};

/** The rules that only write to their output path. */
export const readingRules: Readonly<Record<string, Step>> = {
  indexOf: (items, { input }) => {
    const wanted = toKey(input());
    return { output: items.findIndex((item) => toKey(item) === wanted) };
  },
  lookupAt: (items, rule) => ({ output: items.at(readIndex(rule)) }),
  length: (items) => ({ output: items.length }),
  sum: (items) => ({ output: sum(items) }),
  filter: (items, rule) => ({ output: filter(items, rule) }),
  sort: (items, { config }) => ({ output: items.toSorted(inOrder(config, (item) => item)) }),
  sortBy: (items, rule) => ({ output: items.toSorted(inOrder(rule.config, propertyOf(rule))) }),
  groupBy: (items, rule) => {
    const groups = Map.groupBy(items, toName(rule));
    return { output: Object.fromEntries(groups) };
  },
  // Of items with the same key the last one stays.
  keyBy: (items, rule) => {
    const nameOf = toName(rule);
    return { output: Object.fromEntries(items.map((item) => [nameOf(item), item])) };
  },
  deduplicateBy: (items, rule) => ({ output: unique(items, propertyOf(rule)) }),
};

/** @throws NodeError for what is no integer: with none, `removeAt` would remove whatever is first */
function readIndex({ config }: ArrayRule): number {
  const index = config.number('indexTemplate');
  if (index === undefined || !Number.isInteger(index))
    throw new NodeError('ValidationError', 'indexTemplate is not an integer');
  return index;
}

/** The place of the item at the index; -1 when there is none. */
function findPlace(items: readonly unknown[], rule: ArrayRule): number {
  const index = readIndex(rule);
  const place = index < 0 ? items.length + index : index;
  return place < items.length ? Math.max(place, -1) : -1;
}

/** What `===` and Sets compare: Dates by ms, objects as themselves. */
function toKey(value: unknown): unknown {
  if (isExactNumber(value)) return `number ${value.rawJSON}`;
  return value instanceof Date ? `date ${value.getTime()}` : value;
}

function unique(items: readonly unknown[], by: (item: unknown) => unknown): unknown[] {
  const seen = new Set<unknown>();
  return items.filter((item) => {
    const key = toKey(by(item));
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
}

/** What converts to no number is left out. */
function sum(items: readonly unknown[]): number {
  return items.reduce<number>((total, item) => {
    const number = toNumber(item);
    return Number.isNaN(number) ? total : total + number;
  }, 0);
}

function filter(items: readonly unknown[], { config, payload }: ArrayRule): unknown[] {
  const expression = compileExpression(config.plain('inputTemplate'));
  const end = performance.now() + maxFilterMs;
  return items.filter((value, index) => {
    if (performance.now() > end)
      throw new NodeError('TimeoutError', `A filter must not take longer than ${maxFilterMs} ms`);
    return expression.test({ value, index, array: items, payload });
  });
}

/** @returns the own property of an item that the input names; undefined where it has none */
function propertyOf({ input }: ArrayRule): (item: unknown) => unknown {
  const name = toText(input());
  return (item) =>
    isContainer(item) && Object.hasOwn(item, name) ? (item as Record<string, unknown>)[name] : undefined;
}

function toName(rule: ArrayRule): (item: unknown) => string {
  const read = propertyOf(rule);
  return (item) => {
    const value = read(item);
    return value instanceof Date ? value.toISOString() : toScriptText(value);
  };
}

/** Numbers and Dates before texts, each in their order, then everything else as it stood. */
function inOrder(config: NodeConfig, by: (item: unknown) => unknown): (a: unknown, b: unknown) => number {
  const isDescending = /^desc/.test(config.plain('order'));
  return (a, b) => {
    const order = compare(by(a), by(b));
    return isDescending ? -order : order;
  };
}

function compare(a: unknown, b: unknown): number {
  const byRank = rankOf(a) - rankOf(b);
  if (byRank !== 0 || rankOf(a) === 2) return byRank;
  const [left, right] = typeof a === 'string' ? [a, b as string] : [toNumber(a), toNumber(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

function rankOf(value: unknown): number {
  if (typeof value === 'string') return 1;
  return value === undefined || value === null || Number.isNaN(toNumber(value)) ? 2 : 0;
}
