/** Node.js's timers hold at most 2^31-1 ms. */
const maxTimerMs = 2 ** 31 - 1;

/** Tells when something that holds up to a time has come to its end: one timer for each, until it is deleted. */
export class ExpiryWatch<Key extends object> {
  readonly #timers = new Map<Key, NodeJS.Timeout>();
  readonly #now: () => number;
  readonly #onExpired: (key: Key) => void;

  constructor(options: { now: () => number; onExpired: (key: Key) => void }) {
    this.#now = options.now;
    this.#onExpired = options.onExpired;
  }

  /** @param expiresAt epoch ms */
  add(key: Key, expiresAt: number): void {
    const wait = (): void => {
      const left = expiresAt - this.#now();
      // A certificate is still valid in its last millisecond.
      const timer = setTimeout(() => (left < maxTimerMs ? this.#expire(key) : wait()), Math.min(left + 1, maxTimerMs));
      this.#timers.set(key, timer.unref());
    };
    wait();
  }

  delete(key: Key): void {
    clearTimeout(this.#timers.get(key));
    this.#timers.delete(key);
  }

  #expire(key: Key): void {
    this.#timers.delete(key);
    this.#onExpired(key);
  }
}
