/**
 * A sliding window: at most `count` events in any `windowMs`. Remembers only the times of the last `count` events, so
 * its size does not depend on the traffic.
 */
export class RateWindow {
  readonly #times: Float64Array;
  readonly #windowMs: number;
  #next = 0;

  constructor(options: { count: number; windowMs: number }) {
    this.#times = new Float64Array(options.count).fill(Number.NEGATIVE_INFINITY);
    this.#windowMs = options.windowMs;
  }

  /** Takes one event at `now` (ms). Returns 0 when it fits, else the ms after which one would. */
  take(now: number): number {
    const oldest = this.#times[this.#next] ?? Number.NEGATIVE_INFINITY;
    const wait = oldest + this.#windowMs - now;
    if (wait > 0) return wait;
    this.#times[this.#next] = now;
    this.#next = (this.#next + 1) % this.#times.length;
    return 0;
  }

  /** Events that would fit at `now`. */
  remaining(now: number): number {
    // From the oldest on, times only grow, so the number of those that are past is found by halving.
    const { length } = this.#times;
    let low = 0;
    let high = length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#times[(this.#next + middle) % length] as number) + this.#windowMs <= now) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Ms after `now` at which nothing is left in the window. */
  resetMs(now: number): number {
    const newest = this.#times[(this.#next + this.#times.length - 1) % this.#times.length] as number;
    return Math.max(0, newest + this.#windowMs - now);
  }
}
