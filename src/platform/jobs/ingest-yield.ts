import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '../database/database.ts';

/**
 * How long background work rests while devices report, as a multiple of the time it has just worked. The embedded
 * database does one thing at a time, so whoever reports waits for what is in hand there.
 */
const restPerWork = { embedded: 3, server: 0.5 };
/** Whatever a step has taken, the work gets on. */
const maxRestMs = 500;

/** Keeps long work in the background from crowding out what devices report: it works in steps and rests in between. */
export class IngestYield {
  readonly #kind: Database['kind'];
  readonly #isReporting: () => boolean;
  #resumedAt = performance.now();

  constructor(options: { database: Pick<Database, 'kind'>; isReporting: () => boolean }) {
    this.#kind = options.database.kind;
    this.#isReporting = options.isReporting;
  }

  /** To be called before every step. @throws the signal's reason once it is aborted */
  async yieldToIngest(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.#isReporting()) {
      const workedMs = performance.now() - this.#resumedAt;
      await sleep(Math.min(maxRestMs, workedMs * restPerWork[this.#kind]));
      signal.throwIfAborted();
    }
    this.#resumedAt = performance.now();
  }
}
