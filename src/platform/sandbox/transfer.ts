import { isExactNumber } from '../../kernel/json-text.ts';
import { dateMark, keptMark, markInJson } from './guest.ts';
import { findNamedKeys } from './named-keys.ts';

/** A value on its way into the sandbox: JSON, and where in it the Dates are. */
export interface OutgoingValue {
  /** Empty for undefined. */
  readonly json: string;
  /** The paths. */
  readonly dates: readonly (readonly (string | number)[])[];
  /** Keys of the value whose values stay here until the script looks at them. */
  readonly kept: readonly string[];
  /** Those keys alone were handed over, where the script cannot come to others; undefined: what `kept` does not name was. */
  readonly named?: readonly string[];
}

/** Deeper ones no payload is. */
const maxDepth = 1000;

/** What tells a property that is fetched when it is read from an ordinary one, or runs code while the result is written. */
const seesThrough =
  /freeze|seal|preventExt|defineProp|getOwnProp|__define|__lookup|Reflect|Proxy|toJSON|eval|Function|constructor|\b[gs]et\s+[\w$['"]/;

/** The payload as a whole: a parameter, or spread. Most of it is looked at then. */
const takesAll = /payload\s*[),}]/;

/**
 * Parts of a payload that the script does not name stay where they are until it looks at them all the same: most scripts use two or three
 * values of a payload in which the whole device is described.
 *
 * @throws RangeError for a value that is nested more than 1,000 deep
 */
export function toGuest(value: unknown, script: string): OutgoingValue {
  if (isPlainObject(value)) {
    const named = findNamedKeys(script);
    if (named) {
      const given: Record<string, unknown> = {};
      for (const key of named) if (Object.hasOwn(value, key)) given[key] = value[key];
      return { ...encode(given), kept: [], named };
    }
  }
  const kept = findKept(value, script);
  let given = value;
  if (kept.length > 0) {
    // In its place, as the order of keys is the payload's.
    given = { ...(value as object) };
    for (const key of kept) (given as Record<string, unknown>)[key] = 0;
  }
  return { ...encode(given), kept };
}

/** A part that was kept, as the script fetches it. @throws RangeError as `toGuest` */
export function toGuestPart(value: unknown, key: string): string {
  const { json, dates } = encode((value as Record<string, unknown>)[key]);
  return `${json}\n${JSON.stringify(dates)}`;
}

/**
 * @param given what `toGuest` was given: parts that the script has not looked at are taken from there
 * @throws RangeError as `toGuest`
 */
export function fromGuest(json: string, given: unknown): unknown {
  if (json === '') return undefined;
  const value: unknown = JSON.parse(json);
  return readMarks(value, json.includes(markInJson) ? (given as Record<string, unknown>) : undefined, 0);
}

/**
 * The payload after a script that was handed the named keys of it alone: those as the script has left them, the others as they were, in
 * the order of the payload.
 */
export function withNamed(payload: object, named: readonly string[], after: unknown): unknown {
  const left = after as Record<string, unknown>;
  const result: Record<string, unknown> = { ...payload };
  for (const key of named) {
    if (Object.hasOwn(left, key)) result[key] = left[key];
    else delete result[key];
  }
  return result;
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Date) &&
    !isExactNumber(value)
  );
}

function findKept(value: unknown, script: string): string[] {
  if (!isPlainObject(value) || seesThrough.test(script) || takesAll.test(script)) return [];
  const kept: string[] = [];
  for (const key of Object.keys(value)) {
    const part = value[key];
    if (typeof part !== 'object' || part === null || isExactNumber(part) || key === '__proto__') continue;
    // What is written in another way than it is read, such as with escapes, is fetched then.
    if (!script.includes(key)) kept.push(key);
  }
  return kept;
}

function encode(value: unknown): { json: string; dates: readonly (readonly (string | number)[])[] } {
  const paths: (string | number)[][] = [];
  findDates(value, [], paths);
  return { json: JSON.stringify(value) ?? '', dates: paths };
}

function findDates(value: unknown, path: (string | number)[], found: (string | number)[][]): void {
  if (typeof value !== 'object' || value === null) return;
  if (value instanceof Date) {
    found.push([...path]);
    return;
  }
  checkDepth(path.length);
  // No lists of entries: this is done for every call, and most of a payload are no objects.
  if (Array.isArray(value))
    for (let index = 0; index < value.length; index += 1) findIn(value[index], index, path, found);
  else for (const key of Object.keys(value)) findIn((value as Record<string, unknown>)[key], key, path, found);
}

function findIn(inner: unknown, key: string | number, path: (string | number)[], found: (string | number)[][]): void {
  if (typeof inner !== 'object' || inner === null) return;
  path.push(key);
  findDates(inner, path, found);
  path.pop();
}

/** @param given of a text that has marks; undefined: it has none */
function readMarks(value: unknown, given: Record<string, unknown> | undefined, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  checkDepth(depth);
  const place = value as Record<string, unknown>;
  const keys = Object.keys(place);
  if (given && keys.length === 1) {
    const [key = ''] = keys;
    const marked = place[key];
    if (key === dateMark) return new Date(typeof marked === 'string' ? marked : Number.NaN);
    // A script can write anything: it gets nothing but what it was given.
    if (key === keptMark) return typeof marked === 'string' && Object.hasOwn(given, marked) ? given[marked] : null;
  }
  for (const key of keys) {
    const inner = place[key];
    if (typeof inner !== 'object' || inner === null) continue;
    const read = readMarks(inner, given, depth + 1);
    // An own property, also where it is named __proto__: JSON.parse has made it.
    if (read !== inner) place[key] = read;
  }
  return value;
}

function checkDepth(depth: number): void {
  if (depth > maxDepth) throw new RangeError(`a payload must not be nested more than ${maxDepth} deep`);
}
