import type { Database, Queryable } from '../database/database.ts';
import { leaveLane } from '../database/lane.ts';
import { afterCommit } from '../database/transaction.ts';
import { AttemptsExhaustedError, ClaimLostError } from './claim-lost.ts';
import type { Claim, DurableQueue } from './durable-queue.ts';

/** How soon a job that another server has queued, or whose time has come, is noticed. */
const pollMs = 5_000;
/** Several times within the 30 s that a claim holds. */
const renewMs = 5_000;
/** How long stopping waits for the work in hand to end; the whole server has 10 s. */
const stopMs = 4_000;

/** What an attempt is given besides its claim. */
export interface Attempt {
  /** Aborts when the server is stopping, the job was aborted here, or the claim is lost. */
  readonly signal: AbortSignal;
  /** To be called when the work finds out by itself that its claim no longer holds. */
  lose(): void;
}

export interface LeasedRunnerOptions<Row extends object, Key extends string | number> {
  readonly database: Database;
  readonly queue: DurableQueue<Row, Key>;
  /** Jobs that this server works on at the same time. */
  readonly concurrency: number;
  /** How many of them may be of one owner: fewer, where they wait for what an owner chooses. Left out: all. */
  readonly placesPerOwner?: number;
  /** A job that has been begun more often than this is not begun again: it has ended the server each time. */
  readonly maxAttempts?: number;
  /** Does one attempt and ends the job (`DurableQueue.finish`), or rejects. */
  readonly work: (claim: Claim<Key> & Row, attempt: Attempt) => Promise<void>;
  /** Decides what comes of an attempt that was rejected: `DurableQueue.retry` or `deadLetter`. May find the claim lost. */
  readonly fail: (claim: Claim<Key> & Row, error: unknown) => Promise<void>;
  /** Told after each attempt, whatever came of it. */
  readonly onSettled?: (claim: Claim<Key> & Row) => void;
  /** Called before each look at the queue. */
  readonly beforePoll?: () => Promise<void>;
  readonly onError: (error: unknown) => void;
  readonly now: () => number;
}

/**
 * Works off a durable queue: each free place takes the job that is next for all servers together and holds it while it
 * works. What a killed server has left is taken up by another once its lease has run out.
 */
export class LeasedRunner<Row extends object, Key extends string | number> {
  readonly #options: LeasedRunnerOptions<Row, Key>;
  readonly #running = new Set<{
    readonly key: Key;
    readonly owner: string;
    readonly abort: AbortController;
    ended: Promise<void>;
  }>();
  readonly #stopping = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;
  #lookAgain = false;

  constructor(options: LeasedRunnerOptions<Row, Key>) {
    this.#options = options;
  }

  async start(): Promise<void> {
    const { database, queue } = this.#options;
    if (database.isExclusive) await queue.releaseAll(database.kysely);
    this.#timer = setInterval(() => this.#poll(), pollMs);
    this.wake();
  }

  /** Looks at the queue now. */
  wake(): void {
    if (this.#stopping.signal.aborted) return;
    this.#lookAgain = true;
    this.#begin(() => this.#look());
  }

  /** As `wake`, when nothing says that there is something: most queues are empty most of the time. */
  #poll(): void {
    if (this.#stopping.signal.aborted) return;
    if (this.#looking) this.#lookAgain = true;
    else this.#begin(() => this.#lookIfOpen());
  }

  #begin(look: () => Promise<void>): void {
    this.#looking ??= leaveLane(look).finally(() => {
      this.#looking = undefined;
      if (this.#lookAgain) this.wake();
    });
  }

  /** Looks at the queue once the transaction, which has put something there, has committed. */
  wakeAfter(tx: Queryable): void {
    afterCommit(tx, () => this.wake());
  }

  /** Ends the work on a job, if it is done here: the job was cancelled. */
  abort(key: Key): void {
    for (const run of this.#running) if (run.key === key) run.abort.abort(new Error('the job was cancelled'));
  }

  /** Stops the work in hand and gives it back; it goes on after the next start, or on another server. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#stopping.abort(new Error('the server is stopping'));
    await this.#looking;
    const ended = Promise.all([...this.#running].map((run) => run.ended));
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise((resolve) => {
      timer = setTimeout(resolve, stopMs);
    });
    await Promise.race([ended, timeout]);
    clearTimeout(timer);
  }

  async #lookIfOpen(): Promise<void> {
    const { database, queue, beforePoll, onError } = this.#options;
    try {
      await beforePoll?.();
      if (await queue.hasOpen(database.kysely)) this.#lookAgain = true;
    } catch (error) {
      if (!this.#stopping.signal.aborted) onError(error);
    }
  }

  async #look(): Promise<void> {
    const { database, queue, concurrency, beforePoll, now, onError } = this.#options;
    this.#lookAgain = false;
    try {
      await beforePoll?.();
      while (this.#running.size < concurrency && !this.#stopping.signal.aborted) {
        const token = crypto.randomUUID();
        const claim = await queue.claimNext(database.kysely, {
          token,
          now: new Date(now()),
          without: this.#fullOwners(),
        });
        if (!claim) return;
        this.#run(claim);
      }
    } catch (error) {
      if (!this.#stopping.signal.aborted) onError(error);
    }
  }

  /** Those who have as many places as they may. */
  #fullOwners(): string[] {
    const { concurrency, placesPerOwner = concurrency } = this.#options;
    const taken = Map.groupBy(this.#running, ({ owner }) => owner);
    return [...taken].filter(([, runs]) => runs.length >= placesPerOwner).map(([owner]) => owner);
  }

  #run(claim: Claim<Key> & Row): void {
    const { onError, onSettled } = this.#options;
    const run = { key: claim.key, owner: claim.owner, abort: new AbortController(), ended: Promise.resolve() };
    this.#running.add(run);
    run.ended = this.#attempt(claim, run.abort.signal)
      .catch((error) => {
        if (!(error instanceof ClaimLostError)) onError(error);
      })
      .finally(() => {
        this.#running.delete(run);
        onSettled?.(claim);
        this.wake();
      });
  }

  async #attempt(claim: Claim<Key> & Row, aborted: AbortSignal): Promise<void> {
    const { database, queue, maxAttempts = Number.POSITIVE_INFINITY, work, fail } = this.#options;
    const db = database.kysely;
    const lost = new AbortController();
    const lose = (): void => lost.abort(new ClaimLostError());
    const signal = AbortSignal.any([aborted, this.#stopping.signal, lost.signal]);
    const renewal = setInterval(() => {
      queue.renew(db, claim).then(
        (held) => held || lose(),
        // The database may come back before the claim runs out; the work itself will notice when not.
        () => undefined,
      );
    }, renewMs);
    try {
      if (claim.attempts > maxAttempts) throw new AttemptsExhaustedError(maxAttempts);
      await work(claim, { signal, lose });
    } catch (error) {
      if (error instanceof ClaimLostError || lost.signal.aborted) return;
      // Should the database be gone as well, the lease runs out by itself.
      if (signal.aborted) await queue.release(db, claim).catch(() => undefined);
      else await fail(claim, error);
    } finally {
      clearInterval(renewal);
    }
  }
}
