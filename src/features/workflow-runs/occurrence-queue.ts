import type { Database } from '../../platform/database/database.ts';
import { GroupCommit } from '../../platform/database/group-commit.ts';
import { transactionBytes } from '../../platform/database/transaction-bytes.ts';
import type { Occurrence } from './occurrence.ts';
import type { EncodedOccurrence } from './occurrence-bundle.ts';
import { encode, insertEncoded } from './occurrence-store.ts';

/** Occurrences of one transaction, and those that wait for one: some MB at usual sizes. */
const maxBatch = 500;
const maxQueued = 5_000;

/** Stores occurrences that no other transaction brings along, many in one, in their order. */
export class OccurrenceQueue {
  readonly #queue: GroupCommit<EncodedOccurrence>;

  /** @param options.stored told of each application in whose name something was stored */
  constructor(options: { database: Database; stored: (applicationRowId: number) => void }) {
    this.#queue = new GroupCommit({
      maxBatch,
      maxQueued,
      // One at a time: they keep their order.
      concurrency: 1,
      weigh: ({ content }) => content.length,
      maxBatchWeight: transactionBytes[options.database.kind],
      commit: async (items) => {
        await options.database.batch([insertEncoded(items)]);
        for (const id of new Set(items.map(({ applicationRowId }) => applicationRowId))) options.stored(id);
      },
    });
  }

  /** Whether `add` would take one now. */
  get hasRoom(): boolean {
    return this.#queue.hasRoom;
  }

  /** Resolves when it is durable. */
  async add(applicationRowId: number, occurrence: Occurrence): Promise<void> {
    await this.#queue.add(encode({ applicationRowId, occurrence }));
  }

  /** As `add`, once there is room. */
  async addWhenRoom(applicationRowId: number, occurrence: Occurrence): Promise<void> {
    if (!this.#queue.hasRoom) await this.#queue.whenRoom();
    await this.add(applicationRowId, occurrence);
  }

  drain(): Promise<void> {
    return this.#queue.drain();
  }
}
