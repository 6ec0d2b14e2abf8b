import { createHash } from 'node:crypto';

/**
 * The ETag that S3 gives to an upload that it neither encrypts with a customer's key nor changes: the MD5 of the content
 * when it went in one piece, else the MD5 of the parts' MD5s and the number of parts.
 */
export class EtagMeter {
  readonly #partBytes: number;
  /** 16 bytes a part, at most 10,000 parts (the limit of S3). */
  readonly #parts: Buffer[] = [];
  #part = createHash('md5');
  #filled = 0;

  constructor(options: { partBytes: number }) {
    this.#partBytes = options.partBytes;
  }

  update(chunk: Uint8Array): void {
    for (let rest = chunk; rest.byteLength > 0; ) {
      // A full part is closed only by what follows it: content of exactly one part goes in one piece.
      if (this.#filled === this.#partBytes) this.#closePart();
      const taken = rest.subarray(0, this.#partBytes - this.#filled);
      this.#part.update(taken);
      this.#filled += taken.byteLength;
      rest = rest.subarray(taken.byteLength);
    }
  }

  /** Call it once, at the end. */
  digest(): string {
    if (this.#parts.length === 0) return this.#part.digest('hex');
    this.#closePart();
    return `${createHash('md5').update(Buffer.concat(this.#parts)).digest('hex')}-${this.#parts.length}`;
  }

  #closePart(): void {
    this.#parts.push(this.#part.digest());
    this.#part = createHash('md5');
    this.#filled = 0;
  }
}
