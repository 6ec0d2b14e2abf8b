const quote = 0x22;
const comma = 0x2c;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

/** Blanks that are held back until it is known what they stand before; more belong to a cell of blanks. */
const maxHeld = 1024;

type Place = 'cellStart' | 'plain' | 'quoted' | 'quoteInQuoted' | 'afterQuoted';

/**
 * CSV as RFC 4180 has it, out of CSV as programs write it: without a byte order mark in front, and without the blanks
 * between a comma and a quote (`"a", "b"`). Every other byte stays, also the blanks around a cell without quotes.
 */
export async function* tidyCsv(source: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  const tidier = new Tidier();
  let head: Buffer | undefined = Buffer.alloc(0);
  for await (const bytes of source) {
    const chunk = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (head === undefined) yield tidier.tidy(chunk);
    else {
      // The first chunk of a pipe may be shorter than the mark.
      head = Buffer.concat([head, chunk]);
      if (head.length < byteOrderMark.length) continue;
      yield tidier.tidy(withoutMark(head));
      head = undefined;
    }
  }
  if (head !== undefined) yield tidier.tidy(head);
  yield tidier.end();
}

/** `tidyCsv` of a whole text. */
export function tidyCsvText(text: string): Buffer {
  const tidier = new Tidier();
  return Buffer.concat([tidier.tidy(withoutMark(Buffer.from(text))), tidier.end()]);
}

function withoutMark(bytes: Buffer): Buffer {
  return bytes.subarray(0, 3).equals(byteOrderMark) ? bytes.subarray(3) : bytes;
}

class Tidier {
  #place: Place = 'cellStart';
  /** Blanks at the start of a cell. */
  #held: number[] = [];

  tidy(chunk: Buffer): Buffer {
    const out = Buffer.allocUnsafe(chunk.length + this.#held.length);
    let length = 0;
    const release = (): void => {
      for (const blank of this.#held) out[length++] = blank;
      this.#held = [];
    };
    for (const byte of chunk) {
      const isBlank = byte === 0x20 || byte === 0x09;
      const endsCell = byte === comma || byte === lineFeed || byte === carriageReturn;
      if (this.#place === 'cellStart' && isBlank && this.#held.length < maxHeld) {
        this.#held.push(byte);
        continue;
      }
      if (this.#place === 'afterQuoted' && isBlank) continue;
      if (this.#place === 'quoteInQuoted' && isBlank) {
        this.#place = 'afterQuoted';
        continue;
      }
      if (this.#place === 'cellStart' && byte === quote) this.#held = [];
      else release();
      this.#place = nextPlace(this.#place, byte, endsCell);
      out[length++] = byte;
    }
    return out.subarray(0, length);
  }

  end(): Buffer {
    return Buffer.from(this.#held);
  }
}

function nextPlace(place: Place, byte: number, endsCell: boolean): Place {
  if (place === 'quoted') return byte === quote ? 'quoteInQuoted' : 'quoted';
  if (endsCell) return 'cellStart';
  if (byte === quote && (place === 'cellStart' || place === 'quoteInQuoted')) return 'quoted';
  return 'plain';
}
