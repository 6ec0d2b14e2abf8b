import type { Database } from '../../platform/database/database.ts';

/** A week: few enough partitions for a small machine, short enough that retention can drop whole ones. */
export const partitionMs = 7 * 24 * 3_600_000;
const dayMs = 24 * 3_600_000;
/** Reports reach 30 days back and 1 day ahead; a week more ahead, so that the making never happens at the last moment. */
const behindMs = 31 * dayMs;
const aheadMs = 9 * dayMs;

/** Weeks that reports still reach; older ones may be dropped, here or by another server, and are not remembered. */
const rememberedMs = 38 * dayMs;

/** Makes the partitions of `device_state` before they are needed. */
export class StatePartitions {
  readonly #database: Database;
  readonly #now: () => number;
  readonly #onError: (error: unknown) => void;
  readonly #known = new Set<number>();
  #timer: NodeJS.Timeout | undefined;

  constructor(options: { database: Database; now: () => number; onError: (error: unknown) => void }) {
    this.#database = options.database;
    this.#now = options.now;
    this.#onError = options.onError;
  }

  async start(): Promise<void> {
    await this.ensureAroundNow();
    this.#timer = setInterval(() => void this.ensureAroundNow().catch(this.#onError), 3_600_000);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  ensureAroundNow(): Promise<void> {
    const now = this.#now();
    return this.ensure(now - behindMs, now + aheadMs);
  }

  /** Makes sure that every state in [from, to] has a partition to go to. */
  async ensure(from: number, to: number): Promise<void> {
    for (let week = Math.floor(from / partitionMs); week <= Math.floor(to / partitionMs); week += 1) {
      if (this.#known.has(week)) continue;
      const bounds = `from (${week * partitionMs}) to (${(week + 1) * partitionMs})`;
      await this.#database.query({
        sql: `create table if not exists device_state_${week} partition of device_state for values ${bounds}`,
      });
      if ((week + 1) * partitionMs > this.#now() - rememberedMs) this.#known.add(week);
    }
  }

  /** A week's partition has been dropped: it is made again should a state need it. */
  forget(week: number): void {
    this.#known.delete(week);
  }
}

/** The times (epoch ms, both included) for which there are partitions; `start` is after `end` when there is none. */
export async function readPartitionRange(database: Database): Promise<{ start: number; end: number }> {
  const [weeks] = await database.query<{ oldest: number | null; newest: number | null }>({
    sql: `select min(week) as oldest, max(week) as newest
      from (select substring(relname from '^device_state_([0-9]+)$')::bigint as week
        from pg_inherits join pg_class on pg_class.oid = inhrelid
        where inhparent = 'device_state'::regclass) partition`,
  });
  return {
    start: (weeks?.oldest ?? Number.POSITIVE_INFINITY) * partitionMs,
    end: ((weeks?.newest ?? Number.NEGATIVE_INFINITY) + 1) * partitionMs - 1,
  };
}
