import { isObject, toScriptText } from '../../../platform/language/index.ts';
import { NodeError } from '../errors.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

/** Far from where the stack ends, and as deep as a payload may be nested. */
const maxDepth = 1000;

/** The operations that change the object (workflows.md, "5. Nodes"). They never change what they are given. */
export const changingOperations: Readonly<Record<string, (current: JsonObject, input: unknown) => unknown>> = {
  assign: (current, input) => merge(current, asObject(input, 'assign')),
  mergeDeep: (current, input) => mergeDeep(current, asObject(input, 'mergeDeep'), 0),
  pick: (current, input) => {
    const names = new Set(readNames(input, 'pick'));
    return Object.fromEntries(Object.entries(current).filter(([key]) => names.has(key)));
  },
  omit: (current, input) => {
    const names = new Set(readNames(input, 'omit'));
    return Object.fromEntries(Object.entries(current).filter(([key]) => !names.has(key)));
  },
  /** Of an array of names and the values for them; or, for an object, of `[names, values]`, which are added to it. */
  zipObject: (current, input) => {
    if (Array.isArray(current)) return zip(current, input);
    const [names, values] = Array.isArray(input) ? input : [];
    return merge(current, zip(names, values));
  },
};

/** The operations that only write to their output path. */
export const readingOperations: Readonly<Record<string, (current: JsonObject, input: () => unknown) => unknown>> = {
  keys: (current) => Object.keys(current),
  values: (current) => Object.values(current),
  entries: (current) => Object.entries(current),
  fromPairs: (current, input) => fromPairs(input() ?? current),
};

function merge(first: JsonObject, second: JsonObject): JsonObject {
  return Object.fromEntries([...Object.entries(first), ...Object.entries(second)]);
}

/** Objects into objects and arrays into arrays, item by item; all else, but undefined, replaces what was there. */
function mergeDeep(first: unknown, second: unknown, depth: number): unknown {
  if (depth > maxDepth) throw new NodeError('ValidationError', 'The objects to merge are nested too deep');
  if (Array.isArray(first) && Array.isArray(second)) {
    const length = Math.max(first.length, second.length);
    return Array.from({ length }, (_, index) =>
      index < second.length ? mergeDeep(first[index], second[index], depth + 1) : first[index],
    );
  }
  if (!isObject(first) || !isObject(second)) return second === undefined ? first : second;
  const result = new Map(Object.entries(first));
  for (const [key, value] of Object.entries(second)) result.set(key, mergeDeep(result.get(key), value, depth + 1));
  return Object.fromEntries(result);
}

function zip(names: unknown, values: unknown): JsonObject {
  if (!Array.isArray(names) || !Array.isArray(values))
    throw new NodeError('ValidationError', 'zipObject needs an array of names and one of values');
  return Object.fromEntries(names.map((name, index) => [toScriptText(name), values[index]]));
}

function fromPairs(pairs: unknown): JsonObject {
  if (!Array.isArray(pairs) || !pairs.every((pair) => Array.isArray(pair)))
    throw new NodeError('ValidationError', 'fromPairs needs an array of [name, value]');
  return Object.fromEntries(pairs.map(([name, value]) => [toScriptText(name), value]));
}

/** An array of names, or a text with commas between them. */
function readNames(input: unknown, operation: string): string[] {
  if (typeof input === 'string') return input.split(',').map((name) => name.trim());
  if (!Array.isArray(input)) throw new NodeError('ValidationError', `${operation} needs an array of names`);
  return input.map(toScriptText);
}

function asObject(input: unknown, operation: string): JsonObject {
  if (input === undefined || input === null) return {};
  if (!isObject(input)) throw new NodeError('ValidationError', `${operation} needs an object`);
  return input;
}
