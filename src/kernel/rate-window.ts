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

  /** Takes one event at `now` (ms). Answers 0 when it fits, else the ms after which one would. */
  take(now: number): number {
    const oldest = this.#times[this.#next] ?? Number.NEGATIVE_INFINITY;
    const wait = oldest + this.#windowMs - now;
    if (wait > 0) return wait;
    this.#times[this.#next] = now;
    this.#next = (this.#next + 1) % this.#times.length;
    return 0;
  }
}
