import type { Database } from '../../platform/database/database.ts';
import { isLockTimeout } from '../../platform/database/errors.ts';

const dayMs = 24 * 3_600_000;
/** A week: few enough partitions for a small machine, short enough that retention can drop whole ones. */
export const partitionMs = 7 * dayMs;
/**
 * Before so many weeks ago, 52 weeks share a partition: old time comes by imports, which may reach back to 2000, and all
 * partitions are planned with by every question that does not say when.
 */
const weeksByThemselves = 52;
/** Reports reach 30 days back and 1 day ahead; a week more ahead, so that the making never happens at the last moment. */
const behindMs = 31 * dayMs;
const aheadMs = 9 * dayMs;

/** Weeks that reports still reach; older ones may be dropped, here or by another server, and are not remembered. */
const rememberedMs = 38 * dayMs;
/** Copied while no states are stored or read: some tenths of a second. Weeks that hold more stay by themselves. */
const maxMergedBytes = 16 * 1024 * 1024;
const hourMs = 3_600_000;

/** A part of `device_state`: the states of [from, until), epoch ms. */
export interface StatePartition {
  readonly name: string;
  readonly from: number;
  readonly until: number;
}

/** Makes the partitions of `device_state` before they are needed, and few of those that are long past. */
export class StatePartitions {
  readonly #database: Database;
  readonly #now: () => number;
  readonly #onError: (error: unknown) => void;
  readonly #known = new Set<number>();
  #timer: NodeJS.Timeout | undefined;
  #merging: Promise<void> | undefined;
  #isStopped = false;

  constructor(options: { database: Database; now: () => number; onError: (error: unknown) => void }) {
    this.#database = options.database;
    this.#now = options.now;
    this.#onError = options.onError;
  }

  async start(): Promise<void> {
    await this.ensureAroundNow();
    this.#mergeInBackground();
    this.#timer = setInterval(() => {
      void this.ensureAroundNow().catch(this.#onError);
      this.#mergeInBackground();
    }, hourMs);
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    clearInterval(this.#timer);
    await this.#merging;
  }

  ensureAroundNow(): Promise<void> {
    const now = this.#now();
    return this.ensure(now - behindMs, now + aheadMs);
  }

  /** Makes sure that every state in [from, to] has a partition to go to. */
  async ensure(from: number, to: number): Promise<void> {
    for (let time = startOfWeek(from); time <= to; ) {
      const next = time + partitionMs;
      if (this.#known.has(time)) time = next;
      else {
        const until = await this.#ensureAt(time);
        if (next > this.#now() - rememberedMs) this.#known.add(time);
        time = Math.max(next, until);
      }
    }
  }

  /** Makes sure of partitions for single times, between which there may be years that need none. */
  async ensureTimes(times: readonly number[]): Promise<void> {
    let covered = Number.NEGATIVE_INFINITY;
    for (const time of times.toSorted((a, b) => a - b)) {
      if (time >= covered) covered = await this.#ensureAt(time);
    }
  }

  /** @returns where the partition ends */
  async #ensureAt(time: number): Promise<number> {
    const [made] = await this.#database.query<{ until: number }>({
      sql: 'select ensure_state_partition($1, $2) as until',
      parameters: [time, this.#oldBefore()],
    });
    return made?.until ?? Number.NEGATIVE_INFINITY;
  }

  #oldBefore(): number {
    return startOfWeek(this.#now()) - weeksByThemselves * partitionMs;
  }

  /** A partition has been dropped: it is made again should a state need it. */
  forget({ from, until }: StatePartition): void {
    for (let time = from; time < until; time += partitionMs) this.#known.delete(time);
  }

  #mergeInBackground(): void {
    this.#merging ??= this.merge()
      .catch(this.#onError)
      .finally(() => {
        this.#merging = undefined;
      });
  }

  /** Puts small partitions that are long past together, a few at a time. */
  async merge(): Promise<void> {
    let count = 1;
    while (count > 0 && !this.#isStopped) {
      try {
        const [merged] = await this.#database.query<{ count: number }>({
          sql: 'select merge_state_partitions($1, $2) as count',
          parameters: [this.#oldBefore(), maxMergedBytes],
        });
        count = merged?.count ?? 0;
      } catch (error) {
        // Somebody reads for long: the next hour is soon enough.
        if (!isLockTimeout(error)) throw error;
        return;
      }
    }
  }
}

function startOfWeek(time: number): number {
  return Math.floor(time / partitionMs) * partitionMs;
}

/** All partitions, oldest first. */
export async function listPartitions(database: Database): Promise<StatePartition[]> {
  return database.query<StatePartition>({
    sql: 'select name, from_time as "from", until_time as until from state_partitions()',
  });
}

/** The times (epoch ms, both included) for which there are partitions; `start` is after `end` when there is none. */
export async function readPartitionRange(database: Database): Promise<{ start: number; end: number }> {
  const [range] = await database.query<{ start: number | null; until: number | null }>({
    sql: 'select min(from_time) as start, max(until_time) as until from state_partitions()',
  });
  return {
    start: range?.start ?? Number.POSITIVE_INFINITY,
    end: (range?.until ?? Number.NEGATIVE_INFINITY) - 1,
  };
}
