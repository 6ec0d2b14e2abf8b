import { dateMark, dateMarkInJson } from './guest.ts';

/** A value on its way into the sandbox: JSON, and where in it the Dates are. */
export interface OutgoingValue {
  /** Empty for undefined. */
  readonly json: string;
  /** The paths. */
  readonly dates: readonly (readonly (string | number)[])[];
}

/** Deeper ones no payload is. */
const maxDepth = 1000;

/** @throws RangeError for a value that is nested more than 1,000 deep */
export function toGuest(value: unknown): OutgoingValue {
  const paths: (string | number)[][] = [];
  findDates(value, [], paths);
  return { json: JSON.stringify(value) ?? '', dates: paths };
}

/** @throws RangeError as `toGuest` */
export function fromGuest(json: string): unknown {
  if (json === '') return undefined;
  const value: unknown = JSON.parse(json);
  const hasDates = json.includes(dateMarkInJson);
  return readDates(value, hasDates, 0);
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

function readDates(value: unknown, hasDates: boolean, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  checkDepth(depth);
  const place = value as Record<string, unknown>;
  const keys = Object.keys(place);
  if (hasDates && keys.length === 1 && keys[0] === dateMark) {
    const iso = place[dateMark];
    return new Date(typeof iso === 'string' ? iso : Number.NaN);
  }
  for (const key of keys) {
    const inner = place[key];
    if (typeof inner !== 'object' || inner === null) continue;
    const read = readDates(inner, hasDates, depth + 1);
    // An own property, also where it is named __proto__: JSON.parse has made it.
    if (read !== inner) place[key] = read;
  }
  return value;
}

function checkDepth(depth: number): void {
  if (depth > maxDepth) throw new RangeError(`a payload must not be nested more than ${maxDepth} deep`);
}
