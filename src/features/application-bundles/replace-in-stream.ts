import { isUtf8 } from 'node:buffer';
import type { Placeholders } from '../../platform/bundles/placeholders.ts';

/** Longer than any line of a table; a placeholder never reaches from one line into the next. */
const maxHeld = 1024 * 1024;

/** A text in UTF-8 with its placeholders replaced while it goes by. What is not UTF-8 is for its reader to refuse. */
export async function* replaceInStream(
  bytes: AsyncIterable<Uint8Array>,
  placeholders: Placeholders,
): AsyncGenerator<Uint8Array> {
  // As Latin-1 every byte is a character, and placeholders are the same in both.
  let held = '';
  for await (const chunk of bytes) {
    held += Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString('latin1');
    const end = held.lastIndexOf('\n') + 1;
    const cut = end === 0 && held.length > maxHeld ? held.length : end;
    if (cut === 0) continue;
    yield replaced(held.slice(0, cut), placeholders);
    held = held.slice(cut);
  }
  if (held !== '') yield replaced(held, placeholders);
}

function replaced(text: string, placeholders: Placeholders): Uint8Array {
  const bytes = Buffer.from(text, 'latin1');
  if (!text.includes('~exportplaceholderid-') || !isUtf8(bytes)) return bytes;
  return Buffer.from(placeholders.replace(bytes.toString('utf8')), 'utf8');
}
