import { sql } from 'kysely';
import { parseQueryTime } from '../../kernel/device-time.ts';
import { AppError, invalid } from '../../kernel/errors.ts';
import type { ApplicationRef } from '../../kernel/owner.ts';
import type { Principal } from '../../kernel/principal.ts';
import type { Change } from '../../platform/audit/change.ts';
import type { Bus } from '../../platform/bus/bus.ts';
import type { Database } from '../../platform/database/database.ts';
import { deleteInChunks } from '../../platform/database/delete-in-chunks.ts';
import { inTransaction } from '../../platform/database/transaction.ts';
import type { Jobs } from '../../platform/jobs/jobs.ts';
import { refuseEmptyOr } from '../../platform/query-language/index.ts';
import type { DeviceProfile, DeviceService } from '../devices/index.ts';
import { findNewestValues } from './composite.ts';
import {
  deleteRemoval,
  findRemoval,
  insertRemovals,
  type Removal,
  removeStates,
  removeValues,
  replaceLastValues,
  selectLastValues,
} from './removal-store.ts';
import type { DevicesRemoveData } from './schemas.ts';
import { settleLastValues } from './store.ts';

export const removeDataJob = 'device.removeData';

/** How long a caller is kept waiting. Nearly every removal is done by then; the others go on as jobs. */
const patienceMs = 15_000;

/** Takes back what devices have reported: at once for as long as somebody waits, and in the end by a job. */
export class StateRemoval {
  readonly #database: Database;
  readonly #devices: DeviceService;
  readonly #jobs: Jobs;
  readonly #bus: Bus;
  readonly #now: () => number;
  readonly #patienceMs: number;

  constructor(options: {
    database: Database;
    devices: DeviceService;
    jobs: Jobs;
    bus: Bus;
    now: () => number;
    patienceMs?: number;
  }) {
    this.#database = options.database;
    this.#devices = options.devices;
    this.#jobs = options.jobs;
    this.#bus = options.bus;
    this.#now = options.now;
    this.#patienceMs = options.patienceMs ?? patienceMs;
  }

  /** Removes the states of one device from `start` to `end`, both included; newest first, so that it shows at once. */
  async removeOf(
    application: ApplicationRef,
    principal: Principal,
    deviceId: string,
    query: { start?: number; end?: number },
    change: Change,
  ): Promise<{ success: true; jobQueued?: true }> {
    const device = await this.#devices.require(application, principal, deviceId, 'act');
    const range = this.#readRange(query);
    const { done } = await this.#remove(application, [device], { ...range, attributes: null }, change);
    return done ? { success: true } : { success: true, jobQueued: true };
  }

  /**
   * Removes data of the devices that a query selects: states, or only the values of some attributes. The histories of
   * commands and connections go too where `keepCommandHistory` or `keepConnectionHistory` say `false`.
   *
   * @returns how many devices had states to look at; system devices are no exception
   */
  async removeOfMany(
    application: ApplicationRef,
    principal: Principal,
    body: DevicesRemoveData,
    change: Change,
  ): Promise<{ completed: number; notApplicable: number } | { jobQueued: true }> {
    const range = this.#readRange(body);
    const attributes = body.attributes ?? null;
    refuseEmptyOr(body.query, 'query');
    const profiles = await this.#devices.select(application, principal, { query: body.query });
    const affected = attributes
      ? profiles.filter((profile) => attributes.some((name) => profile.attributes.has(name)))
      : profiles;
    const { done } = await this.#remove(
      application,
      affected,
      {
        ...range,
        attributes,
        removesCommands: body.keepCommandHistory === false,
        removesConnections: body.keepConnectionHistory === false,
      },
      change,
    );
    if (!done) return { jobQueued: true };
    return { completed: affected.length, notApplicable: profiles.length - affected.length };
  }

  /** Goes on with a removal that was not finished; the job's work. */
  async run(key: number, signal: AbortSignal): Promise<void> {
    const removal = await findRemoval(this.#database.kysely, key);
    if (removal) await this.#perform(removal, signal);
  }

  #readRange(query: { start?: number; end?: number }): { start: number; end: number } {
    const now = this.#now();
    const start = parseQueryTime(query.start ?? 1, now, 'start');
    const end = parseQueryTime(query.end ?? 0, now, 'end');
    if (start > end) throw invalid('start', 'must not be after end');
    return { start, end };
  }

  async #remove(
    application: ApplicationRef,
    devices: readonly DeviceProfile[],
    what: Omit<Removal, 'key' | 'deviceRowId'>,
    change: Change,
  ): Promise<{ done: boolean }> {
    const [first] = devices;
    const keys = await inTransaction(this.#database, async (tx) => {
      const target =
        devices.length === 1 && first ? { type: 'Device', id: first.deviceId, name: first.name } : undefined;
      await change.record(tx, target ? { target } : {});
      const removals = await insertRemovals(
        tx,
        devices.map(({ deviceRowId }) => ({ ...what, deviceRowId })),
      );
      // Whatever becomes of this call, the promise is on record; what it has done itself the job finds done.
      const data = { keys: removals.map(({ key }) => key) };
      const startAfterSeconds = Math.ceil(this.#patienceMs / 1000) + 1;
      if (removals.length > 0) await this.#jobs.send(tx, removeDataJob, data, { startAfterSeconds });
      return removals;
    });
    this.#bus.emit('log', {
      applicationId: application.applicationId,
      level: 'info',
      type: 'retention',
      ...(devices.length === 1 && first ? { device: { id: first.deviceId, name: first.name } } : {}),
      message: `Data of ${devices.length === 1 ? 'the device' : `${devices.length} devices`} is being removed`,
      details: { start: new Date(what.start).toISOString(), end: new Date(what.end).toISOString() },
    });
    const patience = AbortSignal.timeout(this.#patienceMs);
    try {
      for (const { key } of keys) await this.run(key, patience);
      return { done: true };
    } catch (error) {
      if (patience.aborted) return { done: false };
      throw error instanceof AppError
        ? error
        : new AppError('Unavailable', 'The removal was interrupted and continues in the background', { cause: error });
    }
  }

  /** Every step may be repeated: a job that was cut short simply starts again. */
  async #perform(removal: Removal, signal: AbortSignal): Promise<void> {
    const { key, deviceRowId, start, end, attributes } = removal;
    // What is derived from a state is derived while it is there.
    await settleLastValues(this.#database);
    // Retired attributes of that name hold history of the same name.
    const attributeKeys = attributes && (await this.#devices.attributeKeys(deviceRowId, attributes));
    if (attributeKeys) await removeValues(this.#database, { deviceRowId, start, end, keys: attributeKeys }, signal);
    else await removeStates(this.#database, { deviceRowId, start, end }, signal);
    await this.#mendLastValues({ deviceRowId, start, end, keys: attributeKeys });
    const inRange = sql`device_row_id = ${deviceRowId} and time >= ${start} and time <= ${end}`;
    if (removal.removesCommands) await deleteInChunks(this.#database, 'device_command', inRange, signal);
    if (removal.removesConnections) await deleteInChunks(this.#database, 'device_connection_log', inRange, signal);
    await deleteRemoval(this.#database.kysely, key);
  }

  /** Last values that were in the range give way to what is left: the newest value before it, if there is one. */
  async #mendLastValues(removed: {
    deviceRowId: number;
    start: number;
    end: number;
    keys: readonly string[] | null;
  }): Promise<void> {
    const { deviceRowId, start, end } = removed;
    await settleLastValues(this.#database);
    const stored = await selectLastValues(this.#database.kysely, deviceRowId);
    const gone = Object.entries(stored ?? {}).filter(
      ([key, { t }]) => t >= start && t <= end && (!removed.keys || removed.keys.includes(key)),
    );
    if (gone.length === 0) return;
    const newest = await findNewestValues(this.#database, {
      deviceRowId,
      keys: gone.map(([key]) => key),
      start: 0,
      // A report for a time in the range that came after the removal counts.
      end,
      // The last values cannot be asked: they are what is being mended.
      fromStatesOnly: true,
    });
    await inTransaction(this.#database, async (tx) => {
      const now = await selectLastValues(tx, deviceRowId, { lock: true });
      if (!now) return;
      for (const [key, { t }] of gone) {
        // A newer report has put itself in the place meanwhile.
        if (now[key]?.t !== t) continue;
        const value = newest.get(key);
        if (value) now[key] = value;
        else delete now[key];
      }
      await replaceLastValues(tx, deviceRowId, now);
    });
  }
}
