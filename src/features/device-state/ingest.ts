import { AppError, diskFull } from '../../kernel/errors.ts';
import type { Database, Statement } from '../../platform/database/database.ts';
import { isDataError, isUniqueViolation } from '../../platform/database/errors.ts';
import { GroupCommit } from '../../platform/database/group-commit.ts';
import { type DeviceBatch, groupByDevice } from './batch.ts';
import { enoughForCommit, spaceCommits } from './commit-spacing.ts';
import { LateDays } from './late-days.ts';
import type { StatePartitions } from './partitions.ts';
import type { StateItem } from './report.ts';
import { packedBefore, stateStatements } from './store.ts';

/** One transaction takes at most this many states: beyond it, throughput no longer grows but latency does. */
const maxBatch = 2000;
/** States that may wait; at the rates this reaches, under a second's worth, and some 20 MB at usual sizes. */
const maxQueued = 20_000;

/** Devices count as reporting for so long after a report. */
const reportingMs = 1000;

/** How many batches are stored in the form that merges after one has needed it: a failed try costs as much as two. */
const mergingBatches = 50;

/**
 * What rides along in the transaction that stores reports: a feature's own statements, true exactly when the reports are
 * stored. Not asked about states of the past, which no device has sent.
 */
export interface StateContributor {
  /** `batches`: what one transaction stores, a device each, in the order in which rows are locked. Empty: nothing to add. */
  readonly statements: (batches: readonly DeviceBatch[]) => Statement[];
  /**
   * Whether the statements lock rows that many transactions share, such as an application's totals: these come after all
   * others, so that they are held shortest.
   */
  readonly sharesRows?: boolean;
}

/** The one way into `device_state`: many reports, one transaction, and only then an acknowledgement. */
export class StateIngest {
  readonly #queue: GroupCommit<StateItem>;
  readonly #database: Database;
  readonly #partitions: StatePartitions;
  readonly #now: () => number;
  readonly #late: LateDays;
  readonly #onStored: ((items: readonly StateItem[]) => void) | undefined;
  readonly #contributors: StateContributor[] = [];
  #stored = 0;
  #storedAt = Number.NEGATIVE_INFINITY;
  #stopped = false;
  /** Batches still to be stored in the form that takes states which are there already. */
  #mergingBatches = 0;

  /**
   * @param options.onStored told of the states of each commit once they are durable, before they are acknowledged
   * @param options.countServers how many share the database; left out: this one has it for itself
   */
  constructor(options: {
    database: Database;
    partitions: StatePartitions;
    now: () => number;
    countServers?: () => number;
    onStored?: (items: readonly StateItem[]) => void;
  }) {
    const { database, partitions, countServers } = options;
    this.#database = database;
    this.#partitions = partitions;
    this.#now = options.now;
    this.#late = new LateDays(options);
    this.#onStored = options.onStored;
    this.#queue = new GroupCommit<StateItem>({
      maxBatch,
      maxQueued,
      concurrency: database.batchConcurrency,
      isItemError: isDataError,
      ...(countServers ? { spacing: { ms: () => spaceCommits(countServers()), enough: enoughForCommit } } : {}),
      commit: async (items) => {
        if (database.isDiskFull) throw diskFull();
        let oldest = Number.POSITIVE_INFINITY;
        let newest = 0;
        for (const { time } of items) {
          oldest = Math.min(oldest, time);
          newest = Math.max(newest, time);
        }
        await partitions.ensure(oldest, newest);
        await this.#store(database, groupByDevice(items));
        this.#announce(items);
      },
    });
  }

  /** Adds a contributor, before the server starts; those that share rows are asked last. */
  contribute(contributor: StateContributor): void {
    if (contributor.sharesRows) this.#contributors.push(contributor);
    else this.#contributors.unshift(contributor);
  }

  #statements(batches: readonly DeviceBatch[], options: { merge: boolean }): Statement[] {
    const statements = stateStatements(batches, { ...options, packedBefore: packedBefore(this.#now()) });
    for (const contributor of this.#contributors) statements.push(...contributor.statements(batches));
    return statements;
  }

  /** States stored since the start. */
  get stored(): number {
    return this.#stored;
  }

  /** Whether devices report at present: whatever else wants the database may wait. */
  get isReporting(): boolean {
    return this.#queue.queued > 0 || performance.now() - this.#storedAt < reportingMs;
  }

  /** States waiting to be stored. */
  get queued(): number {
    return this.#queue.queued;
  }

  /**
   * Stores one state; `done` is called once, after it is durable or has failed. When the queue is full the state waits
   * its turn, and as the caller holds back its acknowledgement, its sender waits with it.
   */
  add(item: StateItem, done: (error?: unknown) => void): void {
    const opening = this.#late.mayBeLate(item.time) ? this.#late.open([item]) : undefined;
    if (opening) opening.then(() => this.#enqueue(item, done), done);
    else this.#enqueue(item, done);
  }

  #enqueue(item: StateItem, done: (error?: unknown) => void): void {
    if (this.#stopped) return done(new AppError('Unavailable', 'The server is stopping', { retryAfter: 5 }));
    // Whoever has waited its turn must not be asked to queue up again.
    if (this.#queue.hasRoom) this.#queue.add(item, done);
    else this.#queue.whenRoom().then(() => this.#queue.add(item, done), done);
  }

  /**
   * Nearly every state is new, and storing it as such is much cheaper than asking whether it is. The batch that turns out
   * to hold one that is there already is stored again in the form that merges, and so are some batches after it: whoever
   * sends states twice usually goes on doing so.
   */
  async #store(database: Database, batches: readonly DeviceBatch[]): Promise<void> {
    if (this.#mergingBatches === 0) {
      try {
        await database.batch(this.#statements(batches, { merge: false }));
        return;
      } catch (error) {
        if (!isUniqueViolation(error)) throw error;
        this.#mergingBatches = mergingBatches;
      }
    } else this.#mergingBatches -= 1;
    await database.batch(this.#statements(batches, { merge: true }));
  }

  /**
   * Stores states together with what must be true exactly when they are stored, in one transaction. For work of the
   * server's own, which repeats what has failed.
   */
  async storeWith(items: readonly StateItem[], statements: readonly Statement[]): Promise<void> {
    const times = items.map(({ time }) => time);
    if (items.length > 0) {
      const bounds = [times.reduce((a, b) => Math.min(a, b)), times.reduce((a, b) => Math.max(a, b))] as const;
      await this.#partitions.ensure(...bounds);
    }
    const states = items.length > 0 ? this.#statements(groupByDevice(items), { merge: true }) : [];
    await this.#database.batch([...statements, ...states]);
    this.#announce(items);
  }

  #announce(items: readonly StateItem[]): void {
    this.#stored += items.length;
    this.#storedAt = performance.now();
    this.#onStored?.(items);
  }

  /** Refuses what comes from now on and waits for what was accepted. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#queue.drain();
  }
}
