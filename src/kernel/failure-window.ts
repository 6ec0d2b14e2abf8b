/**
 * Allows `count` failures in any `windowMs`. An attempt counts as failed from the moment it begins until it is known to
 * have succeeded, so that attempts made side by side do not slip through together.
 */
export class FailureWindow {
  readonly #count: number;
  readonly #windowMs: number;
  /** Times of failures and of attempts under way, oldest first; never longer than `count`. */
  #times: number[] = [];

  constructor(options: { count: number; windowMs: number }) {
    this.#count = options.count;
    this.#windowMs = options.windowMs;
  }

  /** Ms after which another attempt may begin; 0 when one may now. */
  wait(now: number): number {
    this.#times = this.#times.filter((time) => time > now - this.#windowMs);
    const [oldest] = this.#times;
    return oldest === undefined || this.#times.length < this.#count ? 0 : oldest + this.#windowMs - now;
  }

  /** Failures that are still allowed. */
  remaining(now: number): number {
    return this.wait(now) > 0 ? 0 : this.#count - this.#times.length;
  }

  begin(now: number): void {
    if (this.wait(now) === 0) this.#times.push(now);
  }

  /** The attempt that began at `begun` has not failed. */
  forgive(begun: number): void {
    const index = this.#times.lastIndexOf(begun);
    if (index !== -1) this.#times.splice(index, 1);
  }
}
