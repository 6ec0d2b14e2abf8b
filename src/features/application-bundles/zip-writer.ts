import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { ZipFile } from 'yazl';

/** An archive that comes about while it is read. */
export class ZipWriter {
  readonly #zip = new ZipFile();
  readonly #failed: Promise<never>;

  constructor() {
    this.#failed = new Promise((_resolve, reject) => {
      // Without a listener, an error of what is read for an entry would end the process.
      this.#zip.on('error', reject);
    });
    this.#failed.catch(() => undefined);
  }

  addText(path: string, text: string): void {
    if (text.length <= pieceLength) this.#zip.addBuffer(Buffer.from(text), path, options);
    // Its checksum and its bytes are made piece by piece, between which others get their turn.
    else this.addStream(path, () => inPieces(text));
  }

  /** @param open called when the entry's turn has come */
  addStream(path: string, open: () => AsyncIterable<Uint8Array>): void {
    this.#zip.addReadStreamLazy(path, options, (give) => {
      const stream = Readable.from(open(), { objectMode: false });
      stream.on('error', (error) => this.#zip.emit('error', error));
      give(null, stream);
    });
  }

  /** The archive; to be called once, after everything has been added. Rejects with what an entry rejects with. */
  async *read(signal?: AbortSignal): AsyncGenerator<Uint8Array> {
    this.#zip.end();
    const output = this.#zip.outputStream as Readable;
    const pieces = (output as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
    try {
      for (;;) {
        signal?.throwIfAborted();
        const { done, value } = await Promise.race([pieces.next(), this.#failed]);
        if (done) return;
        yield value;
      }
    } finally {
      output.destroy();
    }
  }
}

/** Characters of a text that are written at once. */
const pieceLength = 128 * 1024;

async function* inPieces(text: string): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < text.length; ) {
    let to = Math.min(from + pieceLength, text.length);
    // Not between the halves of a character.
    if (to < text.length && isHighSurrogate(text.charCodeAt(to - 1))) to += 1;
    yield Buffer.from(text.slice(from, to));
    await setImmediate();
    from = to;
  }
}

function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff;
}

/** The same for all entries, so that the same content makes the same bytes. */
const options = { mtime: new Date(2000, 0, 1), mode: 0o100644, forceDosTimestamp: true };
