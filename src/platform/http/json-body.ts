import { AppError } from '../../kernel/errors.ts';
import { isNestedDeeper, maxJsonDepth } from '../../kernel/json-depth.ts';
import { decodeUtf8, parseJson } from '../../kernel/json-text.ts';

/**
 * The JSON value of a body; undefined when there is nothing in it.
 *
 * @throws AppError Validation when it is not JSON in UTF-8, is nested too deep, or has a key `__proto__`
 */
export function parseJsonBody(body: Uint8Array): unknown {
  let text: string;
  try {
    text = decodeUtf8(body);
  } catch {
    throw new AppError('Validation', 'The body is not valid UTF-8');
  }
  if (text === '') return undefined;
  try {
    return parseBodyText(text);
  } catch (error) {
    throw error instanceof AppError ? error : new AppError('Validation', 'The body is not valid JSON');
  }
}

/** `parseJson` that refuses deep nesting, and the key through which a body could reach an object's prototype. */
function parseBodyText(text: string): unknown {
  if (isNestedDeeper(text, maxJsonDepth)) {
    throw new AppError('Validation', `The body is nested deeper than ${maxJsonDepth} levels`);
  }
  // A key can also be spelt with escapes, so any escape calls for the slow way.
  const value = parseJson(text);
  if (/"__proto__"|\\u/.test(text)) refusePrototype(value);
  return value;
}

/** Recursion as deep as the nesting, which has been judged. */
function refusePrototype(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  if (Object.hasOwn(value, '__proto__')) throw new AppError('Validation', 'The body must not have a key __proto__');
  for (const inner of Object.values(value)) refusePrototype(inner);
}
