import { LRUCache } from 'lru-cache';
import type { QuickJSHandle } from 'quickjs-emscripten-core';
import type { MemoryDifference, MemoryImage } from './memory-image.ts';

/** After so many runs in one engine a script is kept compiled: finding out what compiling has changed takes as long as hundreds of them. */
const usesBefore = 20;
/** Scripts of one engine whose runs are counted, and what is kept of those that are compiled. */
const maxCounted = 1000;
const maxBytes = 8 * 1024 * 1024;

interface Compiled {
  readonly difference: MemoryDifference;
  readonly script: QuickJSHandle;
}

/**
 * The scripts that run again and again in an engine, as memory in which they are compiled already: an engine is put back into its first
 * state before each run, so that compiling would be a part of every run, and with short scripts the greatest.
 */
export class CompiledScripts {
  readonly #image: MemoryImage;
  readonly #uses = new LRUCache<string, number>({ max: maxCounted });
  readonly #compiled = new LRUCache<string, Compiled>({
    maxSize: maxBytes,
    sizeCalculation: ({ difference }) => difference.size + 1,
  });

  constructor(image: MemoryImage) {
    this.#image = image;
  }

  /** Puts the engine back into its first state, with the script compiled where it is kept so. */
  restore(source: string): QuickJSHandle | undefined {
    this.#image.restore();
    const kept = this.#compiled.get(source);
    if (kept) {
      kept.difference.apply();
      return kept.script;
    }
    const uses = (this.#uses.get(source) ?? 0) + 1;
    this.#uses.set(source, uses);
    if (uses === usesBefore) this.#image.clearBeyond();
    return undefined;
  }

  /** Told once it has been compiled after `restore`, and nothing else has been done. */
  compiled(source: string, script: QuickJSHandle): void {
    if (this.#uses.get(source) === usesBefore) {
      this.#compiled.set(source, { difference: this.#image.difference(), script });
      // Counted anew once it has been dropped.
      this.#uses.delete(source);
    }
  }
}
