import { fromDecimal, isOutOfRange, isSameValue } from './decimal.ts';
import { invalid } from './errors.ts';

/**
 * A number of a JSON text whose digits a double would lose: it stands in a parsed value in the number's place, and
 * `JSON.stringify` writes it as it came. What takes a number asks `asNumber`.
 */
export interface ExactNumber {
  readonly rawJSON: string;
}

// Not in TypeScript's library yet (ECMAScript proposal "JSON.parse source text access", in Node since 21).
const json = JSON as unknown as {
  rawJSON(text: string): ExactNumber;
  isRawJSON(value: unknown): value is ExactNumber;
  parse(text: string, reviver: (key: string, value: unknown, context: { source?: string }) => unknown): unknown;
};

const decoder = new TextDecoder('utf-8', { fatal: true });

/**
 * The text of bytes that must be UTF-8, on every way in: one byte order mark in front is left out (RFC 8259, 8.1).
 *
 * @throws TypeError when they are not UTF-8
 */
export function decodeUtf8(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}

/**
 * `JSON.parse`, except that a number whose value a double cannot hold becomes an `ExactNumber`.
 *
 * @throws SyntaxError when the text is not JSON
 */
export function parseJson(text: string): unknown {
  if (!mayLoseDigits(text)) return JSON.parse(text);
  return json.parse(text, (_key, value, { source }) =>
    typeof value === 'number' && source !== undefined && !isSameValue(source, value) ? json.rawJSON(source) : value,
  );
}

/** Whether a value stands for a number with more digits than a double holds, as `parseJson` makes them. */
export function isExactNumber(value: unknown): value is ExactNumber {
  return typeof value === 'object' && value !== null && json.isRawJSON(value);
}

/** The double that stands for a number with more digits of a fraction than it holds; the value itself if it is none. */
export function asNumber(value: unknown): unknown {
  if (!isExactNumber(value)) return value;
  return fromDecimal(value.rawJSON) ?? value;
}

/** Beyond any integer that a double stands for; far within what PostgreSQL's numeric, and so jsonb, can hold. */
export const maxNumberLength = 400;

/**
 * Whether the value holds a number that cannot be kept and passed on as it came: one that no double comes near, which few
 * programs could read, or one of more than `maxNumberLength` characters.
 */
export function containsUnkeepableNumber(value: unknown): boolean {
  if (isExactNumber(value)) return value.rawJSON.length > maxNumberLength || isOutOfRange(value.rawJSON);
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some(containsUnkeepableNumber);
}

/**
 * Whether any string inside the value is one that PostgreSQL's jsonb and text cannot hold: with U+0000, or with half of
 * a surrogate pair. Walks at most as deep as JSON.parse has already gone.
 */
export function containsUnstorableText(value: unknown): boolean {
  return findText(value, (text) => text.includes('\0') || !text.isWellFormed()) !== undefined;
}

/** A text about what happened as PostgreSQL holds it: where it cannot, with U+FFFD. Never for what somebody's data says. */
export function toStorableText(text: string): string {
  return text.replaceAll('\0', '\ufffd').toWellFormed();
}

/** The path (`a.b[0]`, empty for the value itself) of the first string or key that is not Unicode text; undefined: none. */
export function findLoneSurrogate(value: unknown): string | undefined {
  return findText(value, (text) => !text.isWellFormed());
}

/** The path (`a.b[0]`, empty for the value itself) of the first string or key with U+0000; undefined: none. */
export function findNullCharacter(value: unknown): string | undefined {
  return findText(value, (text) => text.includes('\0'));
}

/**
 * The path (`a.b[0]`, empty for the value itself) of the first number that no double stands for: an integer that one would
 * change, or a number beyond what one holds. Undefined: every number can be kept as a double.
 */
export function findNumberNoDouble(value: unknown): string | undefined {
  if (isExactNumber(value)) return isExactNumber(asNumber(value)) || isOutOfRange(value.rawJSON) ? '' : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  const isArray = Array.isArray(value);
  for (const [key, inner] of Object.entries(value)) {
    const found = findNumberNoDouble(inner);
    if (found !== undefined) return joinPath(isArray ? `[${key}]` : key, found);
  }
  return undefined;
}

function findText(value: unknown, matches: (text: string) => boolean): string | undefined {
  if (typeof value === 'string') return matches(value) ? '' : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  const isArray = Array.isArray(value);
  for (const [key, inner] of Object.entries(value)) {
    if (!isArray && matches(key)) return '';
    const found = findText(inner, matches);
    if (found !== undefined) return joinPath(isArray ? `[${key}]` : key, found);
  }
  return undefined;
}

function joinPath(step: string, rest: string): string {
  return rest === '' || rest.startsWith('[') ? `${step}${rest}` : `${step}.${rest}`;
}

/** A double holds every numeral of fewer digits, before and behind the point together, and prints it as it was. */
const exactDigits = 16;

/**
 * Whether the text has a number that is long enough, or has an exponent, to be looked at one by one. Nearly no message of
 * a device has: looking costs one of 100 bytes less than its parsing does. Strings are skipped.
 */
function mayLoseDigits(text: string): boolean {
  const { length } = text;
  for (let index = 0; index < length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === 0x22) {
      index = endOfString(text, index);
      if (index < 0) return false;
    } else if (isDigit(code)) {
      const start = index;
      let digits = 1;
      for (index += 1; index < length; index += 1) {
        const next = text.charCodeAt(index);
        if (isDigit(next)) digits += 1;
        else if (next === 0x65 || next === 0x45) return true;
        else if (next !== 0x2e) break;
      }
      if (digits >= exactDigits && !isPrintedByDouble(text.slice(start, index))) return true;
    }
  }
  return false;
}

/** Whether it is what programs print of a double, as most numerals of so many digits are: it loses nothing, too. */
function isPrintedByDouble(numeral: string): boolean {
  return String(Number(numeral)) === numeral;
}

/** The place of the quote that ends the string beginning at `start`; -1 when none does, so that the text is not JSON. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (end >= 0) {
    let escapes = 0;
    while (text.charCodeAt(end - 1 - escapes) === 0x5c) escapes += 1;
    if (escapes % 2 === 0) return end;
    end = text.indexOf('"', end + 1);
  }
  return -1;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

const unkeepable = `must not hold a number out of a double's range or of over ${maxNumberLength} characters`;
const unstorable = 'must not contain U+0000 or lone surrogates';

/**
 * What keeps a text of a definition that is read as JSON when it is used (a global, the payload of a button) from being saved,
 * as words to go behind the field's name; undefined: nothing does. Its value is held to the rules of one that is sent then.
 */
export function findJsonTextFault(text: string): string | undefined {
  let value: unknown;
  try {
    value = parseJson(text);
  } catch {
    return 'must be valid JSON';
  }
  if (containsUnkeepableNumber(value)) return unkeepable;
  return containsUnstorableText(value) ? unstorable : undefined;
}

/** @throws AppError Validation naming the field whose value holds a number that cannot be kept and passed on as it came */
export function refuseUnkeepable(field: string, value: unknown): void {
  if (containsUnkeepableNumber(value)) throw invalid(field, unkeepable);
}

/** @throws AppError Validation naming the field of the body that holds what PostgreSQL's text cannot */
export function refuseUnstorable(body: object): void {
  for (const [field, value] of Object.entries(body)) {
    if (containsUnstorableText(value)) throw invalid(field, unstorable);
  }
}
