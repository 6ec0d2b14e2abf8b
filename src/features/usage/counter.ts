import type { Database } from '../../platform/database/database.ts';
import { countStatements, type PayloadCount } from './counts.ts';

/** At least every second (semantics.md, "Payload accounting"). */
const flushMs = 1000;
/** Distinct rows that may gather before a flush starts early; their number is bounded by devices times sources. */
const maxPending = 10_000;

/**
 * Counts payloads that are not stored rows themselves (messages, connections, commands): in memory, written at least
 * every second and at shutdown. A flush that fails keeps its counts for the next one.
 */
export class UsageCounter {
  readonly #database: Database;
  readonly #now: () => number;
  readonly #onError: (error: unknown) => void;
  #pending = new Map<string, { -readonly [Key in keyof PayloadCount]: PayloadCount[Key] }>();
  #timer: NodeJS.Timeout | undefined;
  #flushing: Promise<void> | undefined;
  #stopping = false;

  constructor(options: { database: Database; now: () => number; onError: (error: unknown) => void }) {
    this.#database = options.database;
    this.#now = options.now;
    this.#onError = options.onError;
  }

  start(): void {
    this.#timer = setInterval(() => void this.flush().catch(this.#onError), flushMs);
  }

  /** Counts `count` payloads now. */
  add(item: Omit<PayloadCount, 'time' | 'count'> & { count?: number }): void {
    const { applicationRowId, deviceRowId, type, source, count = 1 } = item;
    // Seconds are precise enough to land in the right hour, and keep the map small.
    const time = Math.floor(this.#now() / 1000) * 1000;
    const key = `${applicationRowId} ${deviceRowId} ${Math.floor(time / 3_600_000)} ${type} ${source}`;
    const known = this.#pending.get(key);
    if (known) known.count += count;
    else this.#pending.set(key, { applicationRowId, deviceRowId, type, source, count, time });
    if (this.#pending.size >= maxPending && !this.#flushing) void this.flush().catch(this.#onError);
  }

  /** Writes what has been counted so far. Resolves once it is durable. */
  async flush(): Promise<void> {
    await this.#flushing;
    // While the disk is full they gather, a row at most for each device, source and hour.
    if (this.#pending.size === 0 || (this.#database.isDiskFull && !this.#stopping)) return;
    const counts = this.#pending;
    this.#pending = new Map();
    this.#flushing = this.#database
      .batch(countStatements(counts.values()))
      .then(() => undefined)
      .catch((error: unknown) => {
        this.#keep(counts);
        throw error;
      })
      .finally(() => {
        this.#flushing = undefined;
      });
    await this.#flushing;
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#stopping = true;
    await this.flush();
  }

  #keep(counts: Map<string, PayloadCount>): void {
    for (const [key, item] of counts) {
      const known = this.#pending.get(key);
      if (known) known.count += item.count;
      else this.#pending.set(key, { ...item });
    }
  }
}
