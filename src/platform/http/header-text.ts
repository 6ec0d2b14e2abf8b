import { isUtf8 } from 'node:buffer';

/**
 * What the sender of a header meant: UTF-8, as programs of today write it, where its bytes are UTF-8; otherwise the Latin-1 that
 * Node.js reads (RFC 9110, 5.5, leaves bytes beyond ASCII to who defines the header).
 *
 * @param value as Node.js gives it, each byte a character
 */
export function readHeaderText(value: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the whole of ASCII is meant.
  if (/^[\x00-\x7f]*$/.test(value)) return value;
  const bytes = Buffer.from(value, 'latin1');
  return isUtf8(bytes) ? bytes.toString('utf8') : value;
}
