import { isExactNumber } from '../../kernel/json-text.ts';

/** Whether the value has properties that paths lead through: an object or an array, no Date and no number of many digits. */
export function isContainer(value: unknown): value is Record<string, unknown> | unknown[] {
  return typeof value === 'object' && value !== null && !(value instanceof Date) && !isExactNumber(value);
}

/** Whether the value is an object with keys: no array, no Date and no number of many digits. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return isContainer(value) && !Array.isArray(value);
}

/** An own property, a character or the length of a text; undefined for anything else. Nothing is read from a prototype. */
export function readOwn(value: unknown, key: string): unknown {
  if (typeof value === 'string') return Object.hasOwn(value as never, key) ? value[key as never] : undefined;
  if (!isContainer(value)) return undefined;
  return Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
}

/** Sets an own property, also one named `__proto__`. */
export function writeOwn(place: object, key: string, value: unknown): void {
  if (key === '__proto__')
    Object.defineProperty(place, key, { value, enumerable: true, configurable: true, writable: true });
  else (place as Record<string, unknown>)[key] = value;
}
