import type { Database } from '../../platform/database/database.ts';
import { groupByDevice } from './batch.ts';
import { LateDays } from './late-days.ts';
import type { StatePartitions } from './partitions.ts';
import type { StateItem } from './report.ts';
import { packedBefore, stateStatements } from './store.ts';

/**
 * Stores states of the past beside what devices report: the same rows, and last values only where nothing newer is known.
 * They are not counted as payloads, because no device has sent anything.
 */
export class StateHistory {
  readonly #database: Database;
  readonly #partitions: StatePartitions;
  readonly #now: () => number;
  readonly #late: LateDays;
  readonly #onStored: (() => void) | undefined;

  /** @param options.onStored told of each commit */
  constructor(options: {
    database: Database;
    partitions: StatePartitions;
    now: () => number;
    onStored?: () => void;
  }) {
    this.#database = options.database;
    this.#partitions = options.partitions;
    this.#now = options.now;
    this.#late = new LateDays(options);
    this.#onStored = options.onStored;
  }

  /** In one transaction; durable when it resolves. A state that is there already is merged with. */
  async store(items: readonly StateItem[]): Promise<void> {
    if (items.length === 0) return;
    await this.#partitions.ensureTimes(items.map(({ time }) => time));
    await this.#late.open(items);
    await this.#database.batch(
      stateStatements(groupByDevice(items), { merge: true, packedBefore: packedBefore(this.#now()) }),
    );
    this.#onStored?.();
  }
}
