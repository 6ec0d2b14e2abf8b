import { AppError } from '../../kernel/errors.ts';
import { leaveLane } from './lane.ts';

export interface GroupCommitOptions<Item> {
  /** Makes all items durable or none. Must keep nothing of the array after it has returned. */
  readonly commit: (items: Item[]) => Promise<void>;
  /** Most items in one commit. */
  readonly maxBatch: number;
  /** Most items that wait, not counting those in running commits. */
  readonly maxQueued: number;
  /** Commits that run at the same time. With more than one, items are committed out of order. */
  readonly concurrency: number;
  /** Whether one item's content made the commit fail, so that the others deserve another try without it. */
  readonly isItemError?: (error: unknown) => boolean;
  /** Cost of an item in a unit of the caller's choice, such as bytes; 1 when left out. */
  readonly weigh?: (item: Item) => number;
  /** Most weight in one commit; an item that weighs more goes alone. */
  readonly maxBatchWeight?: number;
  /** Room between the starts of commits; none when left out. */
  readonly spacing?: Spacing;
}

/** Room between the starts of two commits, in which more items gather. */
export interface Spacing {
  /** Asked anew each time; 0: none. */
  readonly ms: () => number;
  /** So many items wait for nothing: a commit of them costs little more for each than a larger one. */
  readonly enough: number;
  /** Only behind a commit of at least so many: where few come, none waits. Left out: behind any. */
  readonly behind?: number;
}

/** After so many pauses in a row in which nothing gathered there are none: whoever sends waits for us. */
const fruitlessPauses = 3;

/** Told once about its item: without an error it has been committed. Must not throw. */
export type Done = (error?: unknown) => void;

/**
 * Gathers items that arrive one by one into few commits. A commit starts as soon as one may, with everything that waits
 * by then: alone on an idle server, by the hundred on a busy one, and held back by no timer unless `spacing` asks for it.
 */
export class GroupCommit<Item> {
  readonly #options: GroupCommitOptions<Item>;
  // Side by side instead of in an object each: this is the path of every report.
  #items: Item[] = [];
  #dones: Done[] = [];
  #running = 0;
  #scheduled = false;
  #startedAt = Number.NEGATIVE_INFINITY;
  /** Items of the commit that was started last. */
  #lastCount = 0;
  #pause: NodeJS.Timeout | undefined;
  /** Pauses in a row, up to the last one, at whose end one item waited alone. */
  #fruitless = 0;
  readonly #roomWaiters: (() => void)[] = [];
  /** Room kept for waiters that have been woken in this turn. */
  #promisedRoom = 0;
  #idleWaiters: (() => void)[] = [];

  constructor(options: GroupCommitOptions<Item>) {
    this.#options = options;
  }

  /** Whether `add` would accept an item now. False while others wait in `whenRoom`, so that nobody overtakes them. */
  get hasRoom(): boolean {
    return this.#roomWaiters.length === 0 && this.#items.length + this.#promisedRoom < this.#options.maxQueued;
  }

  /** Items that wait for a commit to start. */
  get queued(): number {
    return this.#items.length;
  }

  /**
   * Takes an item. Resolves when it has been committed, rejects with the reason when not; `Unavailable` when the queue is
   * full. The form with a callback is cheaper, for hot paths.
   */
  add(item: Item): Promise<void>;
  add(item: Item, done: Done): void;
  add(item: Item, done?: Done): Promise<void> | undefined {
    if (!done) {
      return new Promise((resolve, reject) => {
        this.add(item, (error) => (error === undefined ? resolve() : reject(error)));
      });
    }
    if (this.#items.length >= this.#options.maxQueued) {
      done(new AppError('Unavailable', 'Too many writes are waiting; retry later', { retryAfter: 1 }));
      return;
    }
    this.#items.push(item);
    this.#dones.push(done);
    // After all sockets that have something have been read: what they bring goes together.
    if (this.#running < this.#options.concurrency && !this.#scheduled && !this.#isPausing) this.#schedule();
    return;
  }

  /** Resolves when there is room, first come first served. Whoever is woken must `add` in the same turn. */
  whenRoom(): Promise<void> {
    if (this.hasRoom) return Promise.resolve();
    return new Promise((resolve) => this.#roomWaiters.push(resolve));
  }

  /** Resolves when nothing waits and no commit runs. For the end: whoever adds should have been stopped before. */
  drain(): Promise<void> {
    if (this.#isIdle) return Promise.resolve();
    return new Promise((resolve) => this.#idleWaiters.push(resolve));
  }

  get #isIdle(): boolean {
    return this.#running === 0 && this.#items.length === 0;
  }

  #schedule(): void {
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#start();
    });
  }

  /** Whether what waits goes on waiting, for more to come. */
  get #isPausing(): boolean {
    return this.#pause !== undefined && this.#items.length < (this.#options.spacing?.enough ?? 0);
  }

  #start(): void {
    while (this.#running < this.#options.concurrency && this.#items.length > 0) {
      if (this.#options.spacing && this.#mustPause(this.#options.spacing)) break;
      const count = this.#countNext();
      this.#lastCount = count;
      const items = this.#items.splice(0, count);
      const dones = this.#dones.splice(0, count);
      this.#running++;
      // Not for the one whose item happened to set it going.
      void leaveLane(() => this.#commit(items, dones)).then(() => {
        this.#running--;
        this.#start();
        if (this.#isIdle) for (const resolve of this.#idleWaiters.splice(0)) resolve();
      });
    }
    this.#wake();
  }

  /** Whether a commit would start too soon after the last one; when not, it is the last one from now on. */
  #mustPause({ ms, enough, behind = 1 }: Spacing): boolean {
    const now = performance.now();
    const { length } = this.#items;
    if (length < enough) {
      if (this.#pause) return true;
      const mayPause = this.#lastCount >= behind && this.#fruitless < fruitlessPauses;
      const left = mayPause ? this.#startedAt + ms() - now : 0;
      if (left > 0) {
        this.#pause = setTimeout(() => {
          this.#pause = undefined;
          if (this.#items.length === 1) this.#fruitless += 1;
          this.#startedAt = Number.NEGATIVE_INFINITY;
          // What sockets have brought by now goes along.
          if (!this.#scheduled) this.#schedule();
        }, Math.ceil(left));
        return true;
      }
    }
    if (length > 1) this.#fruitless = 0;
    clearTimeout(this.#pause);
    this.#pause = undefined;
    this.#startedAt = now;
    return false;
  }

  /** How many items from the front make the next commit. */
  #countNext(): number {
    const { maxBatch, weigh, maxBatchWeight = Number.POSITIVE_INFINITY } = this.#options;
    const most = Math.min(this.#items.length, maxBatch);
    if (!weigh || maxBatchWeight === Number.POSITIVE_INFINITY) return most;
    let weight = 0;
    for (let count = 0; count < most; count++) {
      weight += weigh(this.#items[count] as Item);
      if (weight > maxBatchWeight) return Math.max(count, 1);
    }
    return most;
  }

  #wake(): void {
    const room = this.#options.maxQueued - this.#items.length - this.#promisedRoom;
    if (room <= 0 || this.#roomWaiters.length === 0) return;
    const woken = this.#roomWaiters.splice(0, room);
    this.#promisedRoom += woken.length;
    for (const resolve of woken) resolve();
    // By then the woken have added, or never will.
    setImmediate(() => {
      this.#promisedRoom -= woken.length;
      this.#wake();
    });
  }

  /** Never rejects: everybody is told through `dones`. */
  async #commit(items: Item[], dones: Done[]): Promise<void> {
    try {
      await this.#options.commit(items.slice());
    } catch (error) {
      if (items.length > 1 && this.#options.isItemError?.(error)) {
        // Halving finds one bad item in n with about 2 log2(n) commits.
        const half = items.length >> 1;
        await this.#commit(items.slice(0, half), dones.slice(0, half));
        await this.#commit(items.slice(half), dones.slice(half));
        return;
      }
      const reason = error ?? new AppError('Internal', 'The commit failed');
      for (const done of dones) done(reason);
      return;
    }
    for (const done of dones) done();
  }
}
