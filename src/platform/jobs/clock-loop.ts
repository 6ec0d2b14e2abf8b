import { leaveLane } from '../database/lane.ts';

/** How soon what another server has stored is noticed. */
const usualPollMs = 2_000;
/** A clock that is set right by less changes nothing that would be noticed. */
const putBackMs = 1_000;

/**
 * Does what has become due, again and again, on every server: looks, then sleeps until the next thing is due. Rows of the
 * database decide who does what; the loop only says when it is worth looking.
 */
export class ClockLoop {
  readonly #look: (signal: AbortSignal) => Promise<number | undefined>;
  readonly #onPutBack: ((now: number, signal: AbortSignal) => Promise<void>) | undefined;
  readonly #now: () => number;
  readonly #onError: (error: unknown) => void;
  readonly #pollMs: number;
  readonly #stopping = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;
  #again = false;
  /** When it looks next, in epoch ms. */
  #wakesAt = 0;
  /** When it looked last, in epoch ms. The clock may have been put back before the first look. */
  #lookedAt = Number.POSITIVE_INFINITY;
  /** The earliest time that was asked for during a look, which may have been past it. */
  #askedFor = Number.POSITIVE_INFINITY;

  /**
   * @param options.look does what is due and resolves with when there is next something to do, in epoch ms
   * @param options.onPutBack before the first look, and before one that finds the clock put back: what is due by a clock that
   *   was ahead would wait until the clock is there again
   * @param options.pollMs the longest sleep
   */
  constructor(options: {
    look: (signal: AbortSignal) => Promise<number | undefined>;
    onPutBack?: (now: number, signal: AbortSignal) => Promise<void>;
    now: () => number;
    onError: (error: unknown) => void;
    pollMs?: number;
  }) {
    this.#look = options.look;
    this.#onPutBack = options.onPutBack;
    this.#now = options.now;
    this.#onError = options.onError;
    this.#pollMs = options.pollMs ?? usualPollMs;
  }

  /** Looks now; during a look, once more after it. */
  wake(): void {
    if (this.#stopping.signal.aborted) return;
    this.#again = true;
    this.#looking ??= leaveLane(() => this.#turn()).finally(() => {
      this.#looking = undefined;
      if (this.#again) this.wake();
    });
  }

  /** Looks at a time, in epoch ms, if not before. */
  wakeBy(time: number): void {
    if (this.#stopping.signal.aborted) return;
    if (this.#looking) this.#askedFor = Math.min(this.#askedFor, time);
    else if (time < this.#wakesAt) this.#sleepUntil(time);
  }

  /** Looks now and returns once all that was due by then has been done, for tests. */
  async settle(): Promise<void> {
    this.wake();
    while (this.#looking) await this.#looking;
  }

  /** Returns once a look that goes on has ended; its signal tells it to. */
  async stop(): Promise<void> {
    this.#stopping.abort(new Error('the server is stopping'));
    clearTimeout(this.#timer);
    await this.#looking;
  }

  async #turn(): Promise<void> {
    this.#again = false;
    this.#askedFor = Number.POSITIVE_INFINITY;
    clearTimeout(this.#timer);
    let next: number | undefined;
    try {
      const now = this.#now();
      if (now < this.#lookedAt - putBackMs) await this.#onPutBack?.(now, this.#stopping.signal);
      this.#lookedAt = now;
      next = await this.#look(this.#stopping.signal);
    } catch (error) {
      if (!this.#stopping.signal.aborted) this.#onError(error);
    }
    if (this.#stopping.signal.aborted) return;
    this.#sleepUntil(Math.min(next ?? Number.POSITIVE_INFINITY, this.#askedFor));
  }

  #sleepUntil(time: number): void {
    const now = this.#now();
    const wait = Math.min(Math.max(time - now, 1), this.#pollMs);
    this.#wakesAt = now + wait;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.wake(), wait);
  }
}
