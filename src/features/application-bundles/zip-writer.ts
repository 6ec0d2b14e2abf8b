import { Readable } from 'node:stream';
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
    this.#zip.addBuffer(Buffer.from(text), path, options);
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

/** The same for all entries, so that the same content makes the same bytes. */
const options = { mtime: new Date(2000, 0, 1), mode: 0o100644, forceDosTimestamp: true };
