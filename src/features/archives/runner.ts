import type { Database } from '../../platform/database/database.ts';
import { type Claim, claimNext, releaseAllClaims } from './job-store.ts';

/** Two days at a time: uploads mostly wait for the network, and more would crowd out ingest on a small machine. */
const daysAtOnce = 2;
/** How soon a day that another server has queued, or whose time has come, is noticed. */
const pollMs = 5_000;
/** How long stopping waits for uploads to end; the whole server has 10 s. */
const stopMs = 4_000;

/**
 * Works off the archive's queue, which is a table: each free place takes the day that is next for all servers together
 * (see `claimNext`). A day that a killed server has left is taken up again where it stopped.
 */
export class ArchiveRunner {
  readonly #database: Database;
  readonly #work: (claim: Claim, signal: AbortSignal) => Promise<void>;
  readonly #beforePoll: () => Promise<void>;
  readonly #onError: (error: unknown) => void;
  readonly #now: () => number;
  readonly #running = new Map<string, { abort: AbortController; ended: Promise<void> }>();
  readonly #stopping = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;
  #lookAgain = false;

  constructor(options: {
    database: Database;
    /** Does one attempt; must not reject. */
    work: (claim: Claim, signal: AbortSignal) => Promise<void>;
    /** Called before each look at the queue. */
    beforePoll: () => Promise<void>;
    onError: (error: unknown) => void;
    now: () => number;
  }) {
    this.#database = options.database;
    this.#work = options.work;
    this.#beforePoll = options.beforePoll;
    this.#onError = options.onError;
    this.#now = options.now;
  }

  async start(): Promise<void> {
    if (this.#database.kind === 'embedded') await releaseAllClaims(this.#database.kysely);
    this.#timer = setInterval(() => this.wake(), pollMs);
    this.wake();
  }

  /** Looks at the queue now. */
  wake(): void {
    if (this.#stopping.signal.aborted) return;
    this.#lookAgain = true;
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
      if (this.#lookAgain) this.wake();
    });
  }

  /** Ends the work on a job, if it is done here. */
  abort(jobId: string): void {
    this.#running.get(jobId)?.abort.abort(new Error('the archive job was cancelled'));
  }

  /** Stops the work in hand; what is half done goes on after the next start. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#stopping.abort(new Error('the server is stopping'));
    await this.#looking;
    const ended = Promise.all([...this.#running.values()].map((run) => run.ended));
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise((resolve) => {
      timer = setTimeout(resolve, stopMs);
    });
    await Promise.race([ended, timeout]);
    clearTimeout(timer);
  }

  async #look(): Promise<void> {
    this.#lookAgain = false;
    try {
      await this.#beforePoll();
      while (this.#running.size < daysAtOnce && !this.#stopping.signal.aborted) {
        const token = crypto.randomUUID();
        const claim = await claimNext(this.#database.kysely, { token, now: new Date(this.#now()) });
        if (!claim) return;
        this.#run(claim);
      }
    } catch (error) {
      if (!this.#stopping.signal.aborted) this.#onError(error);
    }
  }

  #run(claim: Claim): void {
    const abort = new AbortController();
    const signal = AbortSignal.any([abort.signal, this.#stopping.signal]);
    const ended = this.#work(claim, signal)
      .catch(this.#onError)
      .finally(() => {
        this.#running.delete(claim.id);
        this.wake();
      });
    this.#running.set(claim.id, { abort, ended });
  }
}
