import { setImmediate } from 'node:timers/promises';

/** How long work keeps the thread before it lets others have it, ms. */
const longest = 10;

/** For work that would keep the thread for long: called often, it lets everybody else have a turn now and then. */
export class Breather {
  #since = performance.now();

  /** Resolves at once, or after a turn of the event loop when the thread has been kept for a while. */
  async rest(): Promise<void> {
    if (performance.now() - this.#since < longest) return;
    await setImmediate();
    this.#since = performance.now();
  }
}
