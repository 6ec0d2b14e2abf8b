import { ActionError } from './errors.ts';

/**
 * The bytes of a text that goes out of the server or is reckoned with byte by byte.
 *
 * @throws ActionError ValidationError for half of a surrogate pair, which has no bytes in UTF-8: `Buffer.from` would put another
 *   character in its place without a word (semantics.md, "UTF-8")
 */
export function encodeText(text: string, encoding: BufferEncoding = 'utf8'): Buffer {
  requireUnicode(text);
  return Buffer.from(text, encoding);
}

/** @throws ActionError ValidationError, as `encodeText` does: for texts that others make bytes of */
export function requireUnicode(text: string): void {
  if (text.isWellFormed()) return;
  throw new ActionError('ValidationError', 'The text must not contain half of a surrogate pair');
}
