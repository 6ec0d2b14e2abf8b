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
 * A JSON text that `decodePayload` turns back into the value, its Dates and all digits of its numbers included; undefined and NaN
 * are lost as in JSON.
 */
export function encodePayload(value: unknown): string {
  return JSON.stringify(needsMarks(value, 0) ? mark(value) : value) ?? 'null';
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

function needsMarks(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null || isExactNumber(value)) return false;
  if (value instanceof Date) return true;
  checkDepth(depth);
  if (Array.isArray(value)) return value.some((item) => needsMarks(item, depth + 1));
  const entries = Object.entries(value);
  if (isMark(entries)) return true;
  return entries.some(([, inner]) => needsMarks(inner, depth + 1));
}

function mark(value: unknown): unknown {
  if (value instanceof Date) return { $date: Number.isNaN(value.getTime()) ? null : value.toISOString() };
  if (!isContainer(value)) return value;
  if (Array.isArray(value)) return Array.from(value, mark);
  const entries = Object.entries(value);
  const prefix = isMark(entries) ? '$' : '';
  const result: Record<string, unknown> = {};
  for (const [key, inner] of entries) writeOwn(result, prefix + key, mark(inner));
  return result;
}

function unmark(value: unknown): unknown {
  if (!isContainer(value)) return value;
  if (Array.isArray(value)) return value.map(unmark);
  const entries = Object.entries(value);
  const first = entries[0];
  const isMarked = isMark(entries);
  if (isMarked && first?.[0] === '$date') return toDate(first[1]);
  const result: Record<string, unknown> = {};
  for (const [key, inner] of entries) writeOwn(result, isMarked ? key.slice(1) : key, unmark(inner));
  return result;
}

function isMark(entries: readonly [string, unknown][]): boolean {
  return entries.length === 1 && markPattern.test(entries[0]?.[0] ?? '');
}

function toDate(iso: unknown): Date {
  return new Date(typeof iso === 'string' ? iso : Number.NaN);
}
