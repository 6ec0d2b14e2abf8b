/** The memory of an instance of WebAssembly, which grows. */
export interface WasmMemory {
  readonly buffer: ArrayBuffer;
}

/** Variables that are 0 until they are used may follow what is not; those of QuickJS take far less. */
const marginBytes = 256 * 1024;
/** The stack of the C program is empty between calls: 5 MB of zeros that need not be written again and again. */
const leastGap = 1024 * 1024;

/**
 * What is in a memory at one moment, to be put back into it later: the variables, the heap and what the heap knows of itself.
 * What is beyond belongs to nobody then. That takes some 50 microseconds, where a new context takes ten times as long.
 */
export class MemoryImage {
  readonly #memory: WasmMemory;
  readonly #parts: readonly { readonly at: number; readonly bytes: Uint8Array }[];

  constructor(memory: WasmMemory) {
    this.#memory = memory;
    const words = new Uint32Array(memory.buffer);
    const parts: { at: number; bytes: Uint8Array }[] = [];
    const keep = (from: number, to: number) =>
      parts.push({ at: from, bytes: new Uint8Array(memory.buffer.slice(from, to)) });
    let start = 0;
    let zeros = 0;
    for (let index = 0; index < words.length; index += 1) {
      if (words[index] === 0) zeros += 1;
      else {
        const gapStart = (index - zeros) * 4;
        if (zeros * 4 > leastGap + marginBytes) {
          keep(start, gapStart + marginBytes);
          start = index * 4;
        }
        zeros = 0;
      }
    }
    keep(start, (words.length - zeros) * 4);
    this.#parts = parts;
  }

  /** Puts everything back. */
  restore(): void {
    const bytes = new Uint8Array(this.#memory.buffer);
    for (const part of this.#parts) bytes.set(part.bytes, part.at);
  }
}
