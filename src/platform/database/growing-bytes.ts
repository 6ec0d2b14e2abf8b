const firstLength = 16 * 1024;

/** Bytes that come in parts and are wanted in one piece, which is there only once: a second copy of an answer is megabytes. */
export class GrowingBytes {
  #bytes = new Uint8Array(firstLength);
  #length = 0;

  add(part: Uint8Array): void {
    const length = this.#length + part.byteLength;
    if (length > this.#bytes.byteLength) {
      this.#bytes = new Uint8Array(this.#bytes.buffer.transfer(Math.max(length, 2 * this.#bytes.byteLength)));
    }
    this.#bytes.set(part, this.#length);
    this.#length = length;
  }

  /** All that was added, in a buffer of its own. Nothing may be added afterwards. */
  end(): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#bytes.buffer.transfer(this.#length));
  }
}
