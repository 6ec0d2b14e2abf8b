/** The memory of an instance of WebAssembly, which grows. */
export interface WasmMemory {
  readonly buffer: ArrayBuffer;
}

/** Variables that are 0 until they are used may follow what is not; those of QuickJS take far less. All of it is put back each time. */
const marginBytes = 32 * 1024;
/** The stack of the C program is empty between calls: 5 MB of zeros that need not be written again and again. */
const leastGap = 1024 * 1024;

/** What is compared at once when a difference is made. */
const pageBytes = 512;

interface Part {
  readonly at: number;
  readonly bytes: Uint8Array;
}

/**
 * What is in a memory at one moment, to be put back into it later: the variables, the heap and what the heap knows of itself.
 * What is beyond belongs to nobody then. That takes some 10 microseconds, where a new context takes ten times as long.
 */
export class MemoryImage {
  readonly #memory: WasmMemory;
  readonly #parts: readonly Part[];

  constructor(memory: WasmMemory) {
    this.#memory = memory;
    const words = new Uint32Array(memory.buffer);
    const parts: Part[] = [];
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

  /** Where what it holds ends. */
  get #end(): number {
    const last = this.#parts.at(-1);
    return last ? last.at + last.bytes.length : 0;
  }

  /** Makes what is beyond zeros, so that `difference` finds what has been put there since. */
  clearBeyond(): void {
    new Uint8Array(this.#memory.buffer, this.#end).fill(0);
  }

  /** What has changed since `restore` and `clearBeyond`: put back after another `restore`, it is as it is now. */
  difference(): MemoryDifference {
    const now = new Uint8Array(this.#memory.buffer);
    const changed: Part[] = [];
    const keep = (at: number, to: number) => changed.push({ at, bytes: now.slice(at, to) });
    for (const { at, bytes } of this.#parts) {
      for (let from = 0; from < bytes.length; from += pageBytes) {
        const to = Math.min(from + pageBytes, bytes.length);
        if (Buffer.compare(bytes.subarray(from, to), now.subarray(at + from, at + to)) !== 0) keep(at + from, at + to);
      }
    }
    const words = new Uint32Array(this.#memory.buffer);
    let end = words.length;
    while (end * 4 > this.#end && words[end - 1] === 0) end -= 1;
    if (end * 4 > this.#end) keep(this.#end, end * 4);
    return new MemoryDifference(this.#memory, changed);
  }

  /** Puts everything back. */
  restore(): void {
    const bytes = new Uint8Array(this.#memory.buffer);
    for (const part of this.#parts) bytes.set(part.bytes, part.at);
  }
}

/** What something has changed in a memory, to be done again without doing it. */
export class MemoryDifference {
  readonly #memory: WasmMemory;
  readonly #parts: readonly Part[];
  /** Bytes that are kept. */
  readonly size: number;

  constructor(memory: WasmMemory, parts: readonly Part[]) {
    this.#memory = memory;
    this.#parts = parts;
    this.size = parts.reduce((sum, { bytes }) => sum + bytes.length, 0);
  }

  /** To be called right after the image has been restored. */
  apply(): void {
    const bytes = new Uint8Array(this.#memory.buffer);
    for (const part of this.#parts) bytes.set(part.bytes, part.at);
  }
}
