import { parseQueryTime } from '../../kernel/device-time.ts';
import { invalid } from '../../kernel/errors.ts';
import type { ApplicationRef, OwnerRef } from '../../kernel/owner.ts';
import type { Database } from '../../platform/database/database.ts';
import { settle } from '../../platform/database/journal-settling.ts';
import type { UsageCounter } from './counter.ts';
import { hourMs } from './counts.ts';
import { type CountRow, listOwnedKeys, readCounts } from './store.ts';

type Counts = Record<string, Record<string, number>>;

interface UsageQuery {
  readonly start?: number;
  readonly end?: number;
  readonly groupBy?: 'device';
  readonly resolution?: string;
}

const thirtyDaysMs = 30 * 24 * hourMs;

/** Usage by type and source (semantics.md, "payloadCounts"): exact, at hour precision. */
export class UsageService {
  readonly #database: Database;
  readonly #counter: UsageCounter;
  readonly #now: () => number;

  constructor(options: { database: Database; counter: UsageCounter; now: () => number }) {
    this.#database = options.database;
    this.#counter = options.counter;
    this.#now = options.now;
  }

  /**
   * The counts of every hour that the range touches. `groupBy=device` returns `{devices: {id: counts}, noDevice: counts}`,
   * `resolution` returns `{buckets: [{time, counts}]}` (empty buckets left out), both together nest the first in the
   * second; either way the numbers add up to the plain answer.
   */
  async read({ applicationRowId }: ApplicationRef, query: UsageQuery) {
    return this.#sum([applicationRowId], query);
  }

  /** The counts of all applications of a user or an organization together. */
  async readOwner(owner: OwnerRef, query: Pick<UsageQuery, 'start' | 'end'>) {
    return this.#sum(await listOwnedKeys(this.#database.kysely, owner), query);
  }

  /** What all applications of a user or an organization have sent and received in the last 30 days. */
  async readRecent(owner: OwnerRef): Promise<Counts> {
    return toCounts(await this.#count(await listOwnedKeys(this.#database.kysely, owner), {}));
  }

  async #sum(applicationRowIds: readonly number[], query: UsageQuery) {
    const byDevice = query.groupBy === 'device';
    const resolution = Number(query.resolution ?? 0);
    const rows = await this.#count(applicationRowIds, query);
    const shape = (some: readonly CountRow[]) => (byDevice ? nestByDevice(some) : toCounts(some));
    if (resolution === 0) return shape(rows);
    const buckets = [...Map.groupBy(rows, (row) => row.bucket)];
    return {
      resolution,
      buckets: buckets.map(([bucket, some]) => {
        const time = new Date(bucket).toISOString();
        return byDevice ? { time, ...nestByDevice(some) } : { time, counts: toCounts(some) };
      }),
    };
  }

  async #count(applicationRowIds: readonly number[], query: UsageQuery): Promise<CountRow[]> {
    const now = this.#now();
    const start = parseQueryTime(query.start ?? -thirtyDaysMs, now);
    const end = parseQueryTime(query.end ?? 0, now);
    if (start > end) throw invalid('start', 'must not be after end');
    // What has just happened is to be seen at once, not after the next flush.
    await this.#counter.flush();
    const byDevice = query.groupBy === 'device';
    if (byDevice) await settle(this.#database, 'settle_payload_counts');
    return readCounts(this.#database.kysely, {
      applicationRowIds,
      start: Math.floor(start / hourMs) * hourMs,
      // Exactly on the hour, the range ends before it: the one that begins there counts it. One that is only a moment
      // long touches its hour.
      end: Math.ceil(Math.max(end, start + 1) / hourMs) * hourMs,
      resolution: Number(query.resolution ?? 0),
      byDevice,
    });
  }
}

function toCounts(rows: readonly CountRow[]): Counts {
  const counts: Counts = {};
  for (const { type, source, count } of rows) {
    const sources = counts[type] ?? {};
    counts[type] = sources;
    sources[source] = (sources[source] ?? 0) + count;
  }
  return counts;
}

/** Payloads without a device, or of a device whose row is gone for good, are told as `noDevice`. */
function nestByDevice(rows: readonly CountRow[]): { devices: Record<string, Counts>; noDevice: Counts } {
  const groups = Map.groupBy(rows, (row) => row.deviceId);
  const noDevice = groups.get(null) ?? [];
  groups.delete(null);
  return {
    devices: Object.fromEntries([...groups].map(([id, some]) => [id, toCounts(some)])),
    noDevice: toCounts(noDevice),
  };
}
