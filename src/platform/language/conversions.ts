import { isExactNumber } from '../../kernel/json-text.ts';
import { TemplateError } from './errors.ts';
import { isContainer } from './values.ts';

/** What a template or a joined text of an expression may be long (workflows.md, "4. Paths, templates, expressions"): 5 MiB. */
export const maxTextLength = 5 * 1024 * 1024;
/** As deep as lists in lists are written. */
const maxDepth = 1000;

/**
 * A value as templates write it: nothing for undefined and null, `[object Object]` for objects, the items of arrays with
 * commas between them, Dates as JavaScript prints them in UTC.
 *
 * @throws TemplateError for what would be longer than 5 MiB
 */
export function toText(value: unknown): string {
  return value === undefined || value === null ? '' : toScriptText(value);
}

/**
 * What an object with this own property is as text, such as a device that prints as its id (dashboards.md, "3. Context
 * variables"). JSON has no symbols, so nothing that comes from outside has it.
 */
export const printedAs: unique symbol = Symbol('printed as');

/** As `String(value)` in JavaScript, Dates in UTC; nothing of the value is called. @throws TemplateError as `toText` */
export function toScriptText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return String(value);
  if (value instanceof Date) return dateText(value);
  if (isExactNumber(value)) return value.rawJSON;
  if (Array.isArray(value)) return joinText(value, ',');
  return (value as { [printedAs]?: string })[printedAs] ?? '[object Object]';
}

/** The texts of items with a separator between them. @throws TemplateError as `toText` */
export function joinText(items: readonly unknown[], separator: string): string {
  const budget = { left: maxTextLength, depth: 0 };
  return join(items, separator, budget);
}

interface Budget {
  left: number;
  depth: number;
}

function join(items: readonly unknown[], separator: string, budget: Budget): string {
  budget.depth += 1;
  if (budget.depth > maxDepth) throw new TemplateError(`lists must not be nested more than ${maxDepth} deep`);
  let text = '';
  for (let index = 0; index < items.length; index += 1) {
    const item = items[index];
    const piece = Array.isArray(item) ? join(item, ',', budget) : toText(item);
    budget.left -= separator.length + (Array.isArray(item) ? 0 : piece.length);
    if (budget.left < 0) throw tooLong();
    text += index === 0 ? piece : separator + piece;
  }
  budget.depth -= 1;
  return text;
}

/** For any text that became too long. */
export function tooLong(): TemplateError {
  return new TemplateError('the text must not be longer than 5 MiB');
}

const twoDigits = (value: number): string => String(value).padStart(2, '0');
const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** What `String(date)` is on a server in UTC, wherever this one stands. */
function dateText(date: Date): string {
  if (Number.isNaN(date.getTime())) return 'Invalid Date';
  const year = date.getUTCFullYear();
  const yearText = `${year < 0 ? '-' : ''}${String(Math.abs(year)).padStart(year < 0 ? 6 : 4, '0')}`;
  const day = `${weekdays[date.getUTCDay()]} ${months[date.getUTCMonth()]} ${twoDigits(date.getUTCDate())} ${yearText}`;
  const time = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()].map(twoDigits).join(':');
  return `${day} ${time} GMT+0000 (Coordinated Universal Time)`;
}

/** As `Number(value)` in JavaScript; Dates are ms since the epoch. */
export function toNumber(value: unknown): number {
  if (typeof value === 'number') return value;
  if (value instanceof Date) return value.getTime();
  // The nearest double: who reckons with it has asked for one.
  if (isExactNumber(value)) return Number(value.rawJSON);
  return Number(toPrimitive(value));
}

/**
 * What relations and `==` compare instead of a value: Dates as ms, arrays and objects as their texts, integers that no double
 * holds as such, so that two ids that differ in their last digit are two.
 */
export function toPrimitive(value: unknown): unknown {
  if (value instanceof Date) return value.getTime();
  if (isExactNumber(value)) return /^-?\d{1,400}$/.test(value.rawJSON) ? BigInt(value.rawJSON) : Number(value.rawJSON);
  return isContainer(value) ? toScriptText(value) : value;
}

/** What `===` compares instead of a value: Dates and numbers of many digits as numbers. */
export function toComparable(value: unknown): unknown {
  return value instanceof Date || isExactNumber(value) ? toPrimitive(value) : value;
}

/** Whether the value is true as in JavaScript: not for 0, NaN, '', null, undefined and false; `[]` is. */
export function isTrue(value: unknown): boolean {
  return Boolean(toNumberIfExact(value));
}

/** Whether `#if` takes the value for true: as `isTrue`, but not `[]`. */
export function isTrueInTemplate(value: unknown): boolean {
  return isTrue(value) && !(Array.isArray(value) && value.length === 0);
}

function toNumberIfExact(value: unknown): unknown {
  return isExactNumber(value) ? toNumber(value) : value;
}

/** The names of `typeof` in templates: number boolean string null undefined array date object. */
export function typeName(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (value instanceof Date) return 'date';
  return isExactNumber(value) ? 'number' : typeof value;
}

/** How many items, characters or own keys; undefined for anything else. */
export function lengthOf(value: unknown): number | undefined {
  if (typeof value === 'string' || Array.isArray(value)) return value.length;
  return isContainer(value) ? Object.keys(value).length : undefined;
}

/** Whether an array has the item (`===`, Dates by ms), an object the key, a text the part. */
export function includes(collection: unknown, wanted: unknown): boolean {
  if (typeof collection === 'string') return collection.includes(toScriptText(wanted));
  if (Array.isArray(collection)) {
    const comparable = toComparable(wanted);
    return collection.some((item) => toComparable(item) === comparable);
  }
  return isContainer(collection) && Object.hasOwn(collection, toScriptText(wanted));
}
