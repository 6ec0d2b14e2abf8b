import { isNestedDeeper } from '../../kernel/json-depth.ts';
import { parseJson } from '../../kernel/json-text.ts';

/** As deep as any other JSON that comes in may be, so that whatever walks a payload may do so by recursion. */
const maxDepth = 64;

/**
 * JSON that becomes part of a payload: one byte order mark in front is left out, numbers keep their digits.
 *
 * @throws SyntaxError when it is not JSON, or is nested deeper than 64 levels
 */
export function parsePayloadJson(text: string): unknown {
  const json = text.startsWith('\ufeff') ? text.slice(1) : text;
  if (isNestedDeeper(json, maxDepth)) throw new SyntaxError(`it is nested deeper than ${maxDepth} levels`);
  return parseJson(json);
}
