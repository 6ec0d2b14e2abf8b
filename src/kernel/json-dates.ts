import { AppError, invalid } from './errors.ts';
import { maxJsonDepth } from './json-depth.ts';
import { isExactNumber, parseJson } from './json-text.ts';
import { parseTimeText } from './time-text.ts';

/**
 * Parses a device's message. Dates stay as they were written, `{"$date": ...}`; see `reviveDates`. A key `__proto__` is
 * left out at every level, so that copying the result cannot change a prototype; `onLeftOut` is called for each.
 *
 * Text that is not JSON, or is nested deeper than 64 levels, is a Validation error naming `field`.
 */
export function parseDeviceJson(text: string, field = 'message', onLeftOut: () => void = () => undefined): unknown {
  let value: unknown;
  try {
    value = parseJson(text);
  } catch (cause) {
    if (cause instanceof RangeError) throw tooDeep(field);
    throw new AppError('Validation', `${field} is not valid JSON`, { cause });
  }
  clean(value, { field, onLeftOut }, 0);
  return value;
}

/**
 * A copy of a JSON value in which every `{"$date": x}`, at any depth, is the date as ISO-8601 UTC text with
 * milliseconds (semantics.md, "Conventions"). `x` is text that `parseTimeText` reads, or epoch ms; an object with any other
 * `$date`, or with other keys beside it, is data like any other and is copied. A key `__proto__` is left out.
 *
 * A value nested deeper than 64 levels is a Validation error naming `field`.
 */
export function reviveDates(value: unknown, field = 'message'): unknown {
  return revive(value, field, 0);
}

/** Works in place: the value was parsed a moment ago and nobody else holds it. */
function clean(value: unknown, about: { readonly field: string; readonly onLeftOut: () => void }, depth: number): void {
  if (typeof value !== 'object' || value === null || isExactNumber(value)) return;
  if (depth >= maxJsonDepth) throw tooDeep(about.field);
  if (Array.isArray(value)) {
    for (const item of value) clean(item, about, depth + 1);
    return;
  }
  if (Object.hasOwn(value, '__proto__')) {
    Reflect.deleteProperty(value, '__proto__');
    about.onLeftOut();
  }
  for (const key in value) clean((value as Record<string, unknown>)[key], about, depth + 1);
}

function revive(value: unknown, field: string, depth: number): unknown {
  if (typeof value !== 'object' || value === null || isExactNumber(value)) return value;
  if (depth >= maxJsonDepth) throw tooDeep(field);
  if (Array.isArray(value)) return value.map((item) => revive(item, field, depth + 1));
  const entries = Object.entries(value).filter(([key]) => key !== '__proto__');
  const [only] = entries;
  if (entries.length === 1 && only?.[0] === '$date') {
    const date = toIsoDate(only[1]);
    if (date !== undefined) return date;
  }
  return Object.fromEntries(entries.map(([key, item]) => [key, revive(item, field, depth + 1)]));
}

function toIsoDate(value: unknown): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const date = new Date(typeof value === 'number' ? value : (parseTimeText(value) ?? Number.NaN));
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

function tooDeep(field: string): AppError {
  return invalid(field, `is nested deeper than ${maxJsonDepth} levels`);
}
