import { AppError } from './errors.ts';

export interface ConcurrencyLimiterOptions {
  /** Pieces of work under way at the same time. */
  readonly atOnce: number;
  /** Pieces that may wait; more are refused. */
  readonly maxWaiting: number;
  /** What the caller is told who would have to wait too long. */
  readonly refusal: string;
}

/** Lets only so much be done at the same time; the rest waits in the order in which it came. */
export class ConcurrencyLimiter {
  readonly #options: ConcurrencyLimiterOptions;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(options: ConcurrencyLimiterOptions) {
    this.#options = options;
  }

  /** Runs the work as soon as there is room for it. @throws AppError Unavailable when too much is waiting */
  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    const { atOnce, maxWaiting, refusal } = this.#options;
    if (this.#running >= atOnce) {
      if (this.#waiting.length >= maxWaiting) throw new AppError('Unavailable', refusal, { retryAfter: 5 });
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    } else this.#running += 1;
    try {
      return await work();
    } finally {
      // The place goes straight to the next in line.
      const next = this.#waiting.shift();
      if (next) next();
      else this.#running -= 1;
    }
  }
}
