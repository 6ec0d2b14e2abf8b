import { isNestedDeeper, maxJsonDepth } from '../../kernel/json-depth.ts';
import { parseJson } from '../../kernel/json-text.ts';

/**
 * JSON that becomes part of a payload: one byte order mark in front is left out, numbers keep their digits.
 *
 * @throws SyntaxError when it is not JSON, or is nested deeper than 64 levels
 */
export function parsePayloadJson(text: string): unknown {
  const json = text.startsWith('\ufeff') ? text.slice(1) : text;
  if (isNestedDeeper(json, maxJsonDepth)) throw new SyntaxError(`it is nested deeper than ${maxJsonDepth} levels`);
  return parseJson(json);
}
