import { isExactNumber, parseJson } from '../../kernel/json-text.ts';
import { isContainer, writeOwn } from './values.ts';

/** As deep as a JSON text of a request may be nested and then some; far from where the stack ends. */
const maxDepth = 1000;

/**
 * A deep copy of JSON-like values: Dates are copied, functions and symbols left out like in JSON, everything else kept,
 * `undefined` and numbers such as NaN included.
 *
 * @throws RangeError when the value is nested more than 1,000 deep, as one is that contains itself
 */
export function copyPayload<T>(value: T): T {
  return copy(value, 0) as T;
}

/**
 * The bytes that the value takes as JSON in UTF-8, near enough for a limit (escapes count one byte more each than they
 * have to). Stops counting beyond `atMost`; the result is then any number above it.
 *
 * @throws RangeError as `copyPayload`
 */
export function payloadBytes(value: unknown, atMost: number): number {
  return measure(value, 0, atMost, 0);
}

/**
 * Whether the value takes at most so many bytes as JSON, as `payloadBytes` counts them. Far cheaper than counting for whatever is a sixth
 * of that or less, as almost everything is.
 *
 * @throws RangeError as `copyPayload`
 */
export function fitsPayload(value: unknown, atMost: number): boolean {
  return estimate(value, 0, atMost, 0) <= atMost || payloadBytes(value, atMost) <= atMost;
}

/**
 * A JSON text that `decodePayload` turns back into the value, its Dates and all digits of its numbers included; undefined and NaN
 * are lost as in JSON.
 */
export function encodePayload(value: unknown): string {
  return JSON.stringify(mark(value, 0)) ?? 'null';
}

/** The value of a text of `encodePayload`. */
export function decodePayload(text: string): unknown {
  const value = parseJson(text);
  return text.includes('$date"') ? unmark(value) : value;
}

function checkDepth(depth: number): void {
  if (depth > maxDepth) throw new RangeError(`a payload must not be nested more than ${maxDepth} deep`);
}

function copy(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null)
    return typeof value === 'function' || typeof value === 'symbol' ? undefined : value;
  if (value instanceof Date) return new Date(value);
  if (isExactNumber(value)) return value;
  checkDepth(depth);
  // map leaves holes, which nothing here knows
  if (Array.isArray(value)) return Array.from(value, (item) => copy(item, depth + 1));
  const result: Record<string, unknown> = {};
  for (const [key, inner] of Object.entries(value)) {
    if (typeof inner !== 'function' && typeof inner !== 'symbol') writeOwn(result, key, copy(inner, depth + 1));
  }
  return result;
}

function measure(value: unknown, before: number, atMost: number, depth: number): number {
  switch (typeof value) {
    case 'string':
      return before + textBytes(value);
    case 'number':
    case 'bigint':
      return before + String(value).length;
    case 'boolean':
      return before + 5;
    case 'object':
      break;
    default:
      return before + 4;
  }
  if (value === null) return before + 4;
  if (value instanceof Date) return before + 26;
  if (isExactNumber(value)) return before + value.rawJSON.length;
  checkDepth(depth);
  let bytes = before + 2;
  if (Array.isArray(value)) {
    bytes += Math.max(value.length - 1, 0);
    for (const item of value) {
      bytes = measure(item, bytes, atMost, depth + 1);
      if (bytes > atMost) return bytes;
    }
    return bytes;
  }
  for (const [key, inner] of Object.entries(value)) {
    if (inner === undefined) continue;
    bytes = measure(inner, bytes + textBytes(key) + 2, atMost, depth + 1);
    if (bytes > atMost) return bytes;
  }
  return bytes;
}

/** At least what `measure` counts: a character is an escape of six bytes at worst. */
function estimate(value: unknown, before: number, atMost: number, depth: number): number {
  if (typeof value === 'string') return before + 6 * value.length + 2;
  if (typeof value !== 'object' || value === null || value instanceof Date) return before + 26;
  if (isExactNumber(value)) return before + value.rawJSON.length;
  checkDepth(depth);
  let bytes = before + 2;
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length && bytes <= atMost; index += 1) {
      bytes = estimate(value[index], bytes + 1, atMost, depth + 1);
    }
    return bytes;
  }
  // Without a list of keys: a payload is looked at after each node, and has nothing that it inherits.
  for (const key in value) {
    bytes = estimate((value as Record<string, unknown>)[key], bytes + 6 * key.length + 4, atMost, depth + 1);
    if (bytes > atMost) return bytes;
  }
  return bytes;
}

function textBytes(text: string): number {
  return Buffer.byteLength(text) + 2 + escapes(text);
}

function escapes(text: string): number {
  let count = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === 0x22 || code === 0x5c) count += 1;
    else if (code < 0x20) count += 5;
  }
  return count;
}

// A Date becomes {"$date": "<ISO>"}; an object with one key that looks like a mark gets one more $ before it.
const markPattern = /^\$+date$/;

/** The value itself where nothing in it needs a mark: most of a payload does not, and is not copied. */
function mark(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Date) return { $date: Number.isNaN(value.getTime()) ? null : value.toISOString() };
  if (isExactNumber(value)) return value;
  checkDepth(depth);
  if (Array.isArray(value)) return markItems(value, depth);
  const given = value as Record<string, unknown>;
  const prefix = markOf(given) === undefined ? '' : '$';
  let result: Record<string, unknown> | undefined;
  for (const key in given) {
    const inner = given[key];
    const marked = mark(inner, depth + 1);
    if (!result && marked === inner && prefix === '') continue;
    result ??= before(given, key);
    writeOwn(result, prefix + key, marked);
  }
  return result ?? value;
}

function markItems(items: readonly unknown[], depth: number): readonly unknown[] {
  let result: unknown[] | undefined;
  for (let index = 0; index < items.length; index += 1) {
    const marked = mark(items[index], depth + 1);
    if (!result && marked === items[index]) continue;
    result ??= items.slice(0, index);
    result[index] = marked;
  }
  return result ?? items;
}

/** A copy with the keys before this one. */
function before(value: Record<string, unknown>, last: string): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const key in value) {
    if (key === last) break;
    writeOwn(result, key, value[key]);
  }
  return result;
}

/** In place, of what has just been parsed. */
function unmark(value: unknown): unknown {
  if (!isContainer(value)) return value;
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index += 1) {
      if (typeof value[index] === 'object') value[index] = unmark(value[index]);
    }
    return value;
  }
  const marked = markOf(value);
  if (marked !== undefined) {
    const inner = value[marked];
    if (marked === '$date') return toDate(inner);
    return { [marked.slice(1)]: unmark(inner) };
  }
  for (const key in value) {
    const inner = value[key];
    if (typeof inner !== 'object' || inner === null) continue;
    const unmarked = unmark(inner);
    // An own property, also where it is named __proto__: JSON.parse has made it.
    if (unmarked !== inner) value[key] = unmarked;
  }
  return value;
}

/** The only key of an object, where it is one of a mark. */
function markOf(value: Record<string, unknown>): string | undefined {
  let only: string | undefined;
  for (const key in value) {
    if (only !== undefined) return undefined;
    only = key;
  }
  return only !== undefined && markPattern.test(only) ? only : undefined;
}

function toDate(iso: unknown): Date {
  return new Date(typeof iso === 'string' ? iso : Number.NaN);
}
