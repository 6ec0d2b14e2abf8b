import { createHash } from 'node:crypto';

/** A body on its way to a store: counted, digested, and ended at once when the signal says so. Iterate it once. */
export class MeteredBody implements AsyncIterable<Uint8Array> {
  bytes = 0;
  /** What the body itself threw, or the signal's reason. */
  failure: unknown;
  readonly #body: AsyncIterable<Uint8Array>;
  readonly #signal: AbortSignal | undefined;
  readonly #onChunk: ((chunk: Uint8Array) => void) | undefined;
  readonly #hash = createHash('sha256');
  #sha256: string | undefined;

  constructor(options: {
    body: AsyncIterable<Uint8Array>;
    signal?: AbortSignal | undefined;
    onChunk?: (chunk: Uint8Array) => void;
  }) {
    this.#body = options.body;
    this.#signal = options.signal;
    this.#onChunk = options.onChunk;
  }

  /** SHA-256 of all that has been read, hex; call it when the body has ended. */
  get sha256(): string {
    this.#sha256 ??= this.#hash.digest('hex');
    return this.#sha256;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, undefined> {
    const iterator = this.#body[Symbol.asyncIterator]();
    try {
      for (;;) {
        const next = await this.#next(iterator);
        if (next.done) return;
        this.bytes += next.value.byteLength;
        this.#hash.update(next.value);
        this.#onChunk?.(next.value);
        yield next.value;
      }
    } finally {
      const ended = Promise.resolve(iterator.return?.()).catch(() => {});
      // A body that hangs in its own work cannot be waited for.
      if (!this.#signal?.aborted) await ended;
    }
  }

  async #next(iterator: AsyncIterator<Uint8Array>): Promise<IteratorResult<Uint8Array>> {
    const signal = this.#signal;
    let abort: (() => void) | undefined;
    try {
      signal?.throwIfAborted();
      if (!signal) return await iterator.next();
      return await new Promise((resolve, reject) => {
        abort = () => reject(signal.reason);
        signal.addEventListener('abort', abort, { once: true });
        iterator.next().then(resolve, reject);
      });
    } catch (error) {
      this.failure = error;
      throw error;
    } finally {
      if (abort) signal?.removeEventListener('abort', abort);
    }
  }
}

/** Size and SHA-256 (hex) of what a stream holds. */
export async function digest(
  stream: AsyncIterable<Uint8Array>,
  signal?: AbortSignal,
): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of stream) {
    signal?.throwIfAborted();
    hash.update(chunk);
    bytes += chunk.byteLength;
  }
  return { bytes, sha256: hash.digest('hex') };
}
