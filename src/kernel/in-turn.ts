import { setImmediate, setTimeout } from 'node:timers/promises';

/** What takes less is no burden to anybody, ms. */
const light = 4;
/** The longest rest after one, ms. */
const longestRest = 50;

/**
 * Lets what takes this thread a while be done one after the other, each in a turn of the event loop of its own and followed by a rest
 * about as long as it took: whoever waits for the thread meanwhile gets on, however many stand in line.
 */
export class InTurn {
  #line: Promise<void> = Promise.resolve();

  /** Resolves when it is the caller's turn, which lasts until it next waits for anything. */
  take(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#line = this.#line.then(async () => {
      const since = performance.now();
      resolve();
      await setImmediate();
      const took = performance.now() - since;
      if (took > light) await setTimeout(Math.min(took, longestRest));
    });
    return promise;
  }
}
