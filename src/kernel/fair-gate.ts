import { AppError } from './errors.ts';

export interface FairGateOptions {
  /** Pieces of work under way at the same time. */
  readonly atOnce: number;
  /** Of them, of one owner. */
  readonly perOwner: number;
  /** Pieces of one owner that may wait; more are refused. */
  readonly maxWaiting: number;
  /** What the caller is told who would have to wait too long. */
  readonly refusal: string;
}

/** Lets only so much be done at the same time; what waits gets its turn owner by owner, and of each in the order in which it came. */
export class FairGate {
  readonly #options: FairGateOptions;
  /** In the order of the turns: whoever was let in last stands last. */
  readonly #lines = new Map<string, (() => void)[]>();
  readonly #busy = new Map<string, number>();
  #taken = 0;

  constructor(options: FairGateOptions) {
    this.#options = options;
  }

  /**
   * Waits for a place and takes it. Returns what gives it back; calling that twice does no harm.
   *
   * @throws AppError Unavailable when too much of the owner's waits already
   */
  async enter(owner: string): Promise<() => void> {
    const { maxWaiting, refusal } = this.#options;
    const line = this.#lines.get(owner);
    if (!line && this.#hasPlace(owner)) this.#take(owner);
    else {
      if (line && line.length >= maxWaiting) throw new AppError('Unavailable', refusal, { retryAfter: 5 });
      await new Promise<void>((resolve) => {
        if (line) line.push(resolve);
        else this.#lines.set(owner, [resolve]);
      });
    }
    let isIn = true;
    return () => {
      if (!isIn) return;
      isIn = false;
      this.#give(owner);
    };
  }

  #hasPlace(owner: string): boolean {
    return this.#taken < this.#options.atOnce && (this.#busy.get(owner) ?? 0) < this.#options.perOwner;
  }

  #take(owner: string): void {
    this.#taken += 1;
    this.#busy.set(owner, (this.#busy.get(owner) ?? 0) + 1);
  }

  #give(owner: string): void {
    this.#taken -= 1;
    const busy = (this.#busy.get(owner) ?? 1) - 1;
    if (busy > 0) this.#busy.set(owner, busy);
    else this.#busy.delete(owner);
    for (const [next, line] of this.#lines) {
      if (!this.#hasPlace(next)) continue;
      this.#take(next);
      const begin = line.shift();
      this.#lines.delete(next);
      if (line.length > 0) this.#lines.set(next, line);
      begin?.();
      return;
    }
  }
}
