import { Duplex } from 'node:stream';

interface EngineStreamOptions {
  /** Sends whole protocol messages to the engine; throws when it has ended. The bytes are handed over. */
  readonly send: (bytes: Uint8Array<ArrayBuffer>) => void;
  /** Called once, when the session is over. */
  readonly onEnd: () => void;
}

/** What the `pg` driver takes for its socket: a session of the embedded engine. */
export class EngineStream extends Duplex {
  /** Ms that one exchange of the session may take. */
  statementLimitMs = Number.POSITIVE_INFINITY;
  readonly #options: EngineStreamOptions;

  constructor(options: EngineStreamOptions) {
    // The engine answers an exchange whole and waits for the next, so neither side can run ahead of the other.
    super({ allowHalfOpen: false });
    this.#options = options;
  }

  /** The driver's word for opening a socket. */
  connect(): this {
    process.nextTick(() => this.emit('connect'));
    return this;
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, callback: (error?: Error) => void): void {
    this._writev([{ chunk }], callback);
  }

  override _writev(chunks: { chunk: Buffer }[], callback: (error?: Error) => void): void {
    const bytes = new Uint8Array(chunks.reduce((length, { chunk }) => length + chunk.byteLength, 0));
    let at = 0;
    for (const { chunk } of chunks) {
      bytes.set(chunk, at);
      at += chunk.byteLength;
    }
    try {
      this.#options.send(bytes);
      callback();
    } catch (error) {
      callback(error instanceof Error ? error : new Error(String(error)));
    }
  }

  override _read(): void {}

  override _final(callback: () => void): void {
    this.push(null);
    callback();
  }

  override _destroy(error: Error | null, callback: (error: Error | null) => void): void {
    this.#options.onEnd();
    callback(error);
  }

  // A socket has these; here there is nothing to set.
  setNoDelay(): this {
    return this;
  }
  setKeepAlive(): this {
    return this;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }
}
