import { LRUCache } from 'lru-cache';
import type { Database } from '../../platform/database/database.ts';
import { unpackDays } from './compaction-store.ts';
import { packedBefore } from './store.ts';

const dayMs = 86_400_000;
/** Days that are known to be rows, and for how long: they are packed once an hour. About 100 bytes each. */
const maxKnown = 20_000;
const knownMs = 10 * 60_000;

/** A state that may come late. */
interface LateState {
  readonly deviceRowId: number;
  /** Epoch ms. */
  readonly time: number;
}

/**
 * Makes packed days rows again before states are stored that come late for them. The transaction that stores these does so for what is
 * still packed then, and is the one that counts (decision 0040); but it is shared with others who report, and a report for each
 * of thirty days would be millions of rows in it.
 */
export class LateDays {
  readonly #database: Database;
  readonly #now: () => number;
  readonly #known: LRUCache<string, Promise<void>>;

  constructor({ database, now }: { database: Database; now: () => number }) {
    this.#database = database;
    this.#now = now;
    this.#known = new LRUCache({ max: maxKnown, ttl: knownMs });
  }

  /** Resolves once the days of the states are rows; undefined: nearly always, when none of them is late. */
  open(states: Iterable<LateState>): Promise<unknown> | undefined {
    const before = packedBefore(this.#now());
    const waits = new Set<Promise<void>>();
    const unknown = new Map<string, { deviceRowId: number; day: number }>();
    for (const { deviceRowId, time } of states) {
      if (time >= before) continue;
      const day = Math.floor(time / dayMs) * dayMs;
      const name = `${deviceRowId} ${day}`;
      const known = this.#known.get(name);
      if (known) waits.add(known);
      else unknown.set(name, { deviceRowId, day });
    }
    if (unknown.size > 0) {
      const opened = unpackDays(this.#database, [...unknown.values()]).catch((error) => {
        for (const name of unknown.keys()) this.#known.delete(name);
        throw error;
      });
      for (const name of unknown.keys()) this.#known.set(name, opened);
      waits.add(opened);
    }
    return waits.size > 0 ? Promise.all(waits) : undefined;
  }
}
