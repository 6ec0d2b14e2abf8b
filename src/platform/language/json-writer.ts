import { isExactNumber } from '../../kernel/json-text.ts';
import { maxTextLength, tooLong, toText } from './conversions.ts';
import { payloadBytes } from './payload.ts';
import { isContainer } from './values.ts';

/**
 * The JSON text of a value: `null` for undefined, NaN and Infinity, ISO times for Dates. A spacer is a text or a number of
 * blanks, ten characters at most, as of `JSON.stringify`.
 *
 * @throws TemplateError for more than 5 MiB
 */
export function writeJson(value: unknown, spacer?: unknown): string {
  if (payloadBytes(value, maxTextLength) > maxTextLength) throw tooLong();
  const indent = toIndent(spacer);
  if (indent !== '' && blanksOf(value, indent.length, 1) > maxTextLength) throw tooLong();
  return JSON.stringify(value, undefined, indent) ?? 'null';
}

function toIndent(spacer: unknown): string {
  // Numbers come as text from payloads.
  const text = toText(spacer);
  const count = /^\d+$/.test(text) ? Number(text) : undefined;
  return count === undefined ? text.slice(0, 10) : ' '.repeat(Math.min(count, 10));
}

/** What indenting adds: many lines deep inside would become far longer than what they say. */
function blanksOf(value: unknown, width: number, depth: number): number {
  if (!isContainer(value) || isExactNumber(value)) return 0;
  const items = Object.values(value);
  let blanks = (items.length + 1) * (width * depth + 1);
  for (const item of items) {
    blanks += blanksOf(item, width, depth + 1);
    if (blanks > maxTextLength) break;
  }
  return blanks;
}
