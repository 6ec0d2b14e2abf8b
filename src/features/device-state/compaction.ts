import type { Database } from '../../platform/database/database.ts';
import { IngestYield } from '../../platform/jobs/ingest-yield.ts';
import { type DeviceDay, findDay, findPackedDay, packDay, truncateIfEmpty, unpackDays } from './compaction-store.ts';
import { listPartitions } from './partitions.ts';

const dayMs = 86_400_000;
/** Before all that a state can be of. */
const firstDay = Number.MIN_SAFE_INTEGER;

/** What is done with days that are long past: packed so many days after they have ended, left as they are, or made rows again. */
export type CompactionPolicy = { readonly afterDays: number } | 'off' | 'undo';

/**
 * Moves the states of days that are long past from rows into chunks, a tenth of the size, and back (decision 0040). It may be
 * stopped anywhere, run again, or run twice at once.
 */
export class Compaction {
  readonly #database: Database;
  readonly #policy: CompactionPolicy;
  readonly #ingestYield: IngestYield;
  readonly #isReporting: () => boolean;
  readonly #now: () => number;
  readonly #onError: (error: unknown) => void;
  #packed = 0;

  /** @param options.onError told of a day that stays rows because it would not read back the same */
  constructor(options: {
    database: Database;
    policy: CompactionPolicy;
    isReporting: () => boolean;
    now: () => number;
    onError: (error: unknown) => void;
  }) {
    this.#database = options.database;
    this.#policy = options.policy;
    this.#ingestYield = new IngestYield(options);
    this.#isReporting = options.isReporting;
    this.#now = options.now;
    this.#onError = options.onError;
  }

  /** States packed since the start. */
  get packed(): number {
    return this.#packed;
  }

  /** Does what is due, a day of a device at a time. */
  async run(signal: AbortSignal): Promise<void> {
    if (this.#policy === 'off') return;
    if (this.#policy === 'undo') await this.#unpackAll(signal);
    else await this.#packUntil(startOfDay(this.#now()) - this.#policy.afterDays * dayMs, signal);
  }

  async #packUntil(before: number, signal: AbortSignal): Promise<void> {
    for (const { name, from, until } of await listPartitions(this.#database)) {
      if (from >= before) return;
      await this.#packPartition(name, before, signal);
      if (until <= before) await truncateIfEmpty(this.#database, name);
    }
  }

  async #packPartition(partition: string, before: number, signal: AbortSignal): Promise<void> {
    for (let next: DeviceDay = { deviceRowId: 0, day: firstDay }; ; ) {
      await this.#ingestYield.yieldToIngest(signal);
      const found = await findDay(this.#database, { partition, ...next });
      if (!found) return;
      const { deviceRowId, day } = found;
      if (day >= before) next = { deviceRowId: deviceRowId + 1, day: firstDay };
      else next = { deviceRowId, day: (await this.#tryPack(found)) ? day + dayMs : day };
    }
  }

  /** Returns whether it is done with the day: all is packed, or it cannot be packed and is left as it is. */
  async #tryPack(day: DeviceDay): Promise<boolean> {
    try {
      const { count, isComplete } = await packDay(this.#database, day, { rests: this.#isReporting() });
      this.#packed += count;
      return isComplete;
    } catch (error) {
      this.#onError(error);
      return true;
    }
  }

  async #unpackAll(signal: AbortSignal): Promise<void> {
    for (let deviceRowId = 0; ; ) {
      await this.#ingestYield.yieldToIngest(signal);
      const found = await findPackedDay(this.#database, deviceRowId);
      if (!found) return;
      await unpackDays(this.#database, [found]);
      deviceRowId = found.deviceRowId;
    }
  }
}

function startOfDay(time: number): number {
  return Math.floor(time / dayMs) * dayMs;
}
