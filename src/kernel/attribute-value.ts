import { fromDecimal, isDecimal, isOutOfRange } from './decimal.ts';
import { parseGps } from './gps.ts';
import { isExactNumber } from './json-text.ts';

/** The data types that a device's attribute may have. */
export type AttributeType = 'string' | 'number' | 'boolean' | 'gps' | 'blob';

/** What may be stored for an attribute. Numbers are finite and never -0. */
export type AttributeValue = string | number | boolean;

/** `reason` is a clause that follows the attribute's name in a sentence for people: "temp is not a number". */
export type AttributeConversion =
  | { readonly ok: true; readonly value: AttributeValue }
  | { readonly ok: false; readonly reason: string };

/** The longest string that an attribute holds, in bytes of UTF-8 (semantics.md, "Devices and their state"). */
export const maxAttributeBytes = 64 * 1024;

/**
 * Converts a reported value to its attribute's type where that is lossless and sensible, else says why not
 * (semantics.md, "Devices and their state"). Never throws; converting a converted value gives it again.
 *
 * - number: finite numbers; decimal or exponent text; booleans as 1 and 0, the way archives write them and the exact
 *   reverse of reading 1 and 0 as a boolean. An integer that a double does not hold is refused, as a number and as text;
 *   of a fraction the nearest double is kept.
 * - boolean: booleans, 1 and 0, and the words true and false (or t and f, as PostgreSQL prints them) in any case or the
 *   digits 1 and 0 as text.
 * - string: strings as they are, numbers and booleans as JSON writes them; a number with more digits than a double holds
 *   as it came.
 * - gps: text that `parseGps` takes, as decimal `lat,lon`.
 * - blob: strings only.
 */
export function convertAttributeValue(value: unknown, type: AttributeType): AttributeConversion {
  if (typeof value === 'number')
    return Number.isFinite(value) ? fromNumber(value + 0, type) : refuse('is not a finite number');
  if (typeof value === 'boolean') return fromBoolean(value, type);
  if (isExactNumber(value)) return fromExact(value.rawJSON, type);
  if (typeof value === 'string') return fromString(value, type);
  return refuse('is not a string, number or boolean');
}

function fromNumber(value: number, type: AttributeType): AttributeConversion {
  switch (type) {
    case 'number':
      return accept(value);
    case 'string':
      return accept(String(value));
    case 'boolean':
      return value === 0 || value === 1 ? accept(value === 1) : refuse('is not true or false');
    default:
      return refuseType(type);
  }
}

function fromExact(source: string, type: AttributeType): AttributeConversion {
  switch (type) {
    case 'number':
      return readNumber(source);
    case 'string':
      return checkStorable(source);
    case 'boolean':
      return refuse('is not true or false');
    default:
      return refuseType(type);
  }
}

function readNumber(text: string): AttributeConversion {
  const number = fromDecimal(text);
  if (number !== undefined) return accept(number);
  if (!isDecimal(text)) return refuse('is not a number');
  return refuse(
    isOutOfRange(text)
      ? 'is a number beyond what can be kept'
      : 'is an integer of more digits than a number attribute keeps; a string attribute keeps them',
  );
}

function fromBoolean(value: boolean, type: AttributeType): AttributeConversion {
  switch (type) {
    case 'boolean':
      return accept(value);
    case 'number':
      return accept(value ? 1 : 0);
    case 'string':
      return accept(String(value));
    default:
      return refuseType(type);
  }
}

function fromString(text: string, type: AttributeType): AttributeConversion {
  switch (type) {
    case 'string':
    case 'blob':
      return checkStorable(text);
    case 'number':
      return readNumber(text.trim());
    case 'boolean': {
      const word = text.trim().toLowerCase();
      if (word === 'true' || word === 't' || word === '1') return accept(true);
      if (word === 'false' || word === 'f' || word === '0') return accept(false);
      return refuse('is not true or false');
    }
    case 'gps': {
      const position = parseGps(text);
      return position === undefined ? refuseType(type) : accept(position);
    }
  }
}

function checkStorable(text: string): AttributeConversion {
  // UTF-8 takes at most 3 bytes for each UTF-16 unit: short strings need no count.
  if (text.length * 3 > maxAttributeBytes && Buffer.byteLength(text) > maxAttributeBytes) {
    return refuse('is longer than 64 KiB');
  }
  // PostgreSQL's jsonb refuses both, and would take the whole batch of reports down with the one value.
  if (text.includes('\0')) return refuse('contains the character U+0000');
  if (!text.isWellFormed()) return refuse('contains half of a surrogate pair');
  return accept(text);
}

function refuseType(type: AttributeType): AttributeConversion {
  if (type === 'gps') return refuse('is not a position (decimal degrees, degrees-minutes-seconds, $GPGLL or $GPGGA)');
  return refuse('is not a string');
}

function accept(value: AttributeValue): AttributeConversion {
  return { ok: true, value };
}

function refuse(reason: string): AttributeConversion {
  return { ok: false, reason };
}
