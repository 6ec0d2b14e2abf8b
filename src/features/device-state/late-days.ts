import { LRUCache } from 'lru-cache';
import { FairGate } from '../../kernel/fair-gate.ts';
import type { Database } from '../../platform/database/database.ts';
import type { DeviceProfile } from '../devices/index.ts';
import { type DeviceDay, listChunks, unpackChunk } from './compaction-store.ts';
import { packedBefore } from './store.ts';

const dayMs = 86_400_000;
/** Days that are known to be rows, and for how long: they are packed once an hour. About 100 bytes each. */
const maxKnown = 20_000;
const knownMs = 10 * 60_000;
/** Of one application; whoever sends waits for the acknowledgement, so more than that is nothing that devices do. */
const maxWaiting = 20_000;

/** A state that may come late. */
interface LateState {
  readonly device: Pick<DeviceProfile, 'deviceRowId' | 'applicationRowId'>;
  /** Epoch ms. */
  readonly time: number;
}

/**
 * Makes packed days rows again before states are stored that come late for them. The transaction that stores these does so for what is
 * still packed then, and is the one that counts (decision 0040); but it is shared with others who report, and a report for each
 * of thirty days would be millions of rows in it. One chunk at a time, in turns between applications.
 */
export class LateDays {
  readonly #database: Database;
  readonly #now: () => number;
  readonly #known: LRUCache<string, Promise<void>>;
  readonly #gate = new FairGate({
    atOnce: 1,
    perOwner: 1,
    maxWaiting,
    refusal: 'Too many states wait that come late for days that are long past',
  });

  constructor({ database, now }: { database: Database; now: () => number }) {
    this.#database = database;
    this.#now = now;
    this.#known = new LRUCache({ max: maxKnown, ttl: knownMs });
  }

  /** Whether a state of that time (epoch ms) may belong to a packed day. For the path of every report: nearly none does. */
  mayBeLate(time: number): boolean {
    return time < packedBefore(this.#now());
  }

  /** Resolves once the days of the states, of one application, are rows; undefined: nearly always, when none of them is late. */
  open(states: Iterable<LateState>): Promise<unknown> | undefined {
    // What comes late is refused then, when it is to be stored.
    if (this.#database.isDiskFull) return undefined;
    const before = packedBefore(this.#now());
    const waits = new Set<Promise<void>>();
    const unknown = new Map<string, DeviceDay>();
    let application = 0;
    for (const { device, time } of states) {
      if (time >= before) continue;
      const day = Math.floor(time / dayMs) * dayMs;
      const name = `${device.deviceRowId} ${day}`;
      application = device.applicationRowId;
      const known = this.#known.get(name);
      if (known) waits.add(known);
      else unknown.set(name, { deviceRowId: device.deviceRowId, day });
    }
    if (unknown.size > 0) {
      const opened = this.#unpack([...unknown.values()], application).catch((error) => {
        for (const name of unknown.keys()) this.#known.delete(name);
        throw error;
      });
      for (const name of unknown.keys()) this.#known.set(name, opened);
      waits.add(opened);
    }
    return waits.size > 0 ? Promise.all(waits) : undefined;
  }

  async #unpack(days: readonly DeviceDay[], applicationRowId: number): Promise<void> {
    for (const chunk of await listChunks(this.#database, days)) {
      const leave = await this.#gate.enter(String(applicationRowId));
      try {
        await unpackChunk(this.#database, chunk);
      } finally {
        leave();
      }
    }
  }
}
