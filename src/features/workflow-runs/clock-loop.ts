import { leaveLane } from '../../platform/database/lane.ts';

/** How soon what another server has stored is noticed, and the longest sleep. */
const pollMs = 2_000;

/**
 * Does what has become due, again and again, on every server: looks, then sleeps until the next thing is due. Rows of the
 * database decide who does what; the loop only says when it is worth looking.
 */
export class ClockLoop {
  readonly #look: (signal: AbortSignal) => Promise<number | undefined>;
  readonly #now: () => number;
  readonly #onError: (error: unknown) => void;
  readonly #stopping = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;
  #again = false;
  /** When it looks next, in epoch ms. */
  #wakesAt = 0;

  /** @param options.look does what is due and resolves with when there is next something to do, in epoch ms */
  constructor(options: {
    look: (signal: AbortSignal) => Promise<number | undefined>;
    now: () => number;
    onError: (error: unknown) => void;
  }) {
    this.#look = options.look;
    this.#now = options.now;
    this.#onError = options.onError;
  }

  /** Looks now. */
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
    if (time >= this.#wakesAt || this.#looking || this.#stopping.signal.aborted) return;
    this.#sleepUntil(time);
  }

  async stop(): Promise<void> {
    this.#stopping.abort(new Error('the server is stopping'));
    clearTimeout(this.#timer);
    await this.#looking;
  }

  async #turn(): Promise<void> {
    this.#again = false;
    clearTimeout(this.#timer);
    let next: number | undefined;
    try {
      next = await this.#look(this.#stopping.signal);
    } catch (error) {
      if (!this.#stopping.signal.aborted) this.#onError(error);
    }
    if (this.#stopping.signal.aborted) return;
    this.#sleepUntil(next ?? Number.POSITIVE_INFINITY);
  }

  #sleepUntil(time: number): void {
    const now = this.#now();
    const wait = Math.min(Math.max(time - now, 1), pollMs);
    this.#wakesAt = now + wait;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.wake(), wait);
  }
}
