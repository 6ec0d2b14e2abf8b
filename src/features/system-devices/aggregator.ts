import type { AttributeType } from '../../kernel/attribute-value.ts';
import type { Bus } from '../../platform/bus/bus.ts';
import type { Database } from '../../platform/database/database.ts';
import type { ApplicationLog } from '../application-log/index.ts';
import { describeStored, type StateIngest, type StateItem } from '../device-state/index.ts';
import { activeAttributes, type DeviceProfile, type StoredAttribute, toProfile } from '../devices/index.ts';
import { aggregate, type ChildAttribute, type ChildValue, takesFrom } from './aggregate.ts';
import { readValuesAt } from './child-values.ts';
import { type PlannedSystem, planSystems } from './plan.ts';
import {
  type ChildRow,
  isComputedElsewhere,
  listDueSystems,
  markStatement,
  readChildren,
  readSystems,
  requireUncomputed,
} from './store.ts';

const tickMs = 1000;
/** Reports of the interval's last moments may still be on their way into the database. */
const graceMs = 1000;

/** Where the states of systems come from, in payload counts. */
const source = 'system.interval';

interface Child {
  readonly row: ChildRow;
  readonly keys: ReadonlyMap<string, string>;
}

/**
 * Computes the state of system devices from their children at the end of each interval (docs/decisions/0011). Up to when
 * a system is computed is written in the transaction that stores its states, so that a restart repeats and misses none.
 */
export class SystemAggregator {
  readonly #database: Database;
  readonly #ingest: StateIngest;
  readonly #bus: Bus;
  readonly #log: ApplicationLog;
  readonly #now: () => number;
  readonly #onError: (error: unknown) => void;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #stopping = false;

  constructor(options: {
    database: Database;
    ingest: StateIngest;
    bus: Bus;
    applicationLog: ApplicationLog;
    now: () => number;
    onError: (error: unknown) => void;
  }) {
    this.#database = options.database;
    this.#ingest = options.ingest;
    this.#bus = options.bus;
    this.#log = options.applicationLog;
    this.#now = options.now;
    this.#onError = options.onError;
  }

  start(): void {
    this.#timer = setInterval(() => {
      if (!this.#running) this.runDue().catch(this.#onError);
    }, tickMs);
  }

  /** Resolves when the transaction under way, if any, has ended. */
  async stop(): Promise<void> {
    this.#stopping = true;
    clearInterval(this.#timer);
    await this.#running?.catch(() => undefined);
  }

  /** Computes every system whose interval has ended by now. One run at a time: one that is under way ends first. */
  runDue(): Promise<void> {
    const run: Promise<void> = (this.#running?.catch(() => undefined) ?? Promise.resolve())
      .then(() => this.#run())
      .finally(() => {
        if (this.#running === run) this.#running = undefined;
      });
    this.#running = run;
    return run;
  }

  async #run(): Promise<void> {
    const now = this.#now() - graceMs;
    const due = await listDueSystems(this.#database, now);
    // A system begins with the interval during which it was first seen.
    const fresh = due.filter(({ computed }) => computed === null);
    if (fresh.length > 0) {
      const marks = fresh.map(({ deviceRowId, intervalMs }) => ({ deviceRowId, until: now - (now % intervalMs) }));
      await this.#database.batch([markStatement(marks)]);
    }
    for (const portion of planSystems(due, now)) {
      if (this.#stopping) return;
      await this.#compute(portion);
    }
  }

  async #compute(portion: readonly PlannedSystem[]): Promise<void> {
    const rows = await readSystems(
      this.#database,
      portion.map(({ deviceRowId }) => deviceRowId),
    );
    const systems = new Map(rows.map((row) => [row.device_row_id, toProfile(row, row.application_id)]));
    const children = Map.groupBy(
      await readChildren(
        this.#database,
        portion.map(({ id }) => id),
      ),
      ({ parent_id }) => parent_id,
    );
    const items: StateItem[] = [];
    for (const { deviceRowId, id, times } of portion) {
      const system = systems.get(deviceRowId);
      if (system) items.push(...(await this.#computeOne(system, children.get(id) ?? [], times)));
    }
    const marks = portion.map(({ deviceRowId, times }) => ({ deviceRowId, until: times.at(-1) ?? 0 }));
    try {
      await this.#ingest.storeWith(items, [requireUncomputed(portion), markStatement(marks)]);
    } catch (error) {
      // Another server was quicker; what it has not computed, the next look finds.
      if (isComputedElsewhere(error)) return;
      throw error;
    }
    for (const item of items) this.#announce(item);
  }

  async #computeOne(system: DeviceProfile, rows: readonly ChildRow[], times: readonly number[]): Promise<StateItem[]> {
    const children: Child[] = rows
      .filter((row) => row.application_row_id === system.applicationRowId)
      .map((row) => ({
        row,
        keys: new Map(
          activeAttributes(row.attributes as StoredAttribute[]).map(({ name, key }) => [name, String(key)] as const),
        ),
      }));
    const wanted = new Map<number, Set<string>>();
    for (const { key, child } of selectSources(system, children)) {
      const keys = wanted.get(child.row.device_row_id) ?? new Set();
      wanted.set(child.row.device_row_id, keys.add(key));
    }
    const values = await readValuesAt(this.#database, wanted, times);
    const arrivedAt = this.#now();
    return times.flatMap((time): StateItem[] => {
      const data: StateItem['data'] = {};
      const named: StateItem['named'] = {};
      for (const [name, attribute] of system.attributes) {
        const found: ChildValue[] = [];
        for (const { key, child } of selectSources(system, children, attribute)) {
          const value = values.get(child.row.device_row_id)?.(time).get(key);
          if (value !== undefined) found.push(value);
        }
        const result = aggregate(attribute.system?.aggregation, found, attribute.dataType as AttributeType);
        if (result === undefined) continue;
        data[attribute.key] = result;
        named[name] = result;
      }
      return Object.keys(data).length === 0 ? [] : [{ device: system, time, data, named, source, arrivedAt }];
    });
  }

  #announce(item: StateItem): void {
    const { device, time, named } = item;
    const { applicationId, deviceId } = device;
    const payload = Buffer.from(JSON.stringify({ time: { $date: new Date(time).toISOString() }, data: named }));
    this.#bus.emit('message', { applicationId, topic: `losant/${deviceId}/state`, payload });
    this.#log.write(applicationId, () => describeStored(item, false));
  }
}

/** The attributes of children that one attribute of a system, or any of them, is computed from. */
function* selectSources(
  system: DeviceProfile,
  children: readonly Child[],
  only?: StoredAttribute,
): Generator<{ key: string; child: Child }> {
  for (const attribute of only ? [only] : system.attributes.values()) {
    // Named twice, a child's value still counts once.
    const taken = new Set<string>();
    const from: readonly ChildAttribute[] = attribute.system?.childAttributes ?? [];
    for (const each of from) {
      for (const child of children) {
        const key = child.keys.get(each.name);
        const once = `${child.row.device_row_id} ${key}`;
        if (key === undefined || taken.has(once) || !takesFrom(child.row, each)) continue;
        taken.add(once);
        yield { key, child };
      }
    }
  }
}
