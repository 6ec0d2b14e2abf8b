import type { Queryable } from '../database/database.ts';

/** How a kind of job is run. */
export interface JobOptions {
  /** Attempts after the first; each waits longer than the one before. */
  readonly retryLimit: number;
  /** How many of this kind run at the same time on this node. */
  readonly concurrency: number;
  /** A run that takes longer is taken for dead and started again, so a job must tolerate being run twice. */
  readonly expireInSeconds: number;
}

/** One run of a job. */
export interface JobRun<Data> {
  readonly id: string;
  readonly data: Data;
  /** Aborts when the server is stopping; the job is run again after the next start. */
  readonly signal: AbortSignal;
}

export interface SendOptions {
  /** While a job with this key is waiting or running, another one is not queued; `send` then returns undefined. */
  readonly singletonKey?: string;
  readonly startAfterSeconds?: number;
}

/** Background work that survives a restart: the queue is kept in the database. */
export interface Jobs {
  /** Declares a kind of job and who does it; call before `start`. */
  define<Data extends object>(name: string, options: JobOptions, run: (job: JobRun<Data>) => Promise<void>): void;
  /**
   * Queues a job on the given transaction, so that it is there exactly when what it is about is there; returns its id, or
   * undefined when one with the same key is already there. Outside of a transaction (`database.kysely`) it is durable when
   * this resolves.
   */
  send<Data extends object>(
    tx: Queryable,
    name: string,
    data: Data,
    options?: SendOptions,
  ): Promise<string | undefined>;
  /** Queues a job of this kind at the given times (cron, UTC). */
  schedule(name: string, cron: string): void;
  start(): Promise<void>;
  /** Aborts running jobs, waits for them up to a bound, and stops polling. */
  stop(): Promise<void>;
}
