import { isGivenTime, maxDeviceTimeAheadMs, parseDeviceTime } from '../../kernel/device-time.ts';
import type { ApplicationRef } from '../../kernel/owner.ts';
import type { Principal } from '../../kernel/principal.ts';
import type { Database } from '../../platform/database/database.ts';
import { findDataTtls } from '../archives/index.ts';
import { convertReport, type StateHistory, type StateItem } from '../device-state/index.ts';
import type { DeviceService } from '../devices/index.ts';
import type { Limits } from '../limits/index.ts';
import type { HistoryImport } from './schemas.ts';

/** Times with states have partitions, for everybody: a wrong clock's 1970 should not make one, nor a joker's year 1. */
const oldestTime = Date.UTC(2000, 0, 1);

interface Remark {
  readonly index: number;
  readonly message: string;
}

/** History from elsewhere (**ours**): what reports may no longer bring, because they end 30 days back. */
export class HistoryService {
  readonly #database: Database;
  readonly #devices: DeviceService;
  readonly #limits: Limits;
  readonly #states: StateHistory;
  readonly #now: () => number;

  constructor(options: {
    database: Database;
    devices: DeviceService;
    limits: Limits;
    states: StateHistory;
    now: () => number;
  }) {
    this.#database = options.database;
    this.#devices = options.devices;
    this.#limits = options.limits;
    this.#states = options.states;
    this.#now = options.now;
  }

  /**
   * Stores what is good, in one transaction, and says by index what is not. Values are converted as those of reports are;
   * times must be given, and lie between the `dataTTL` of owner and application (2000 at the earliest) and a day from now.
   */
  async import(
    application: ApplicationRef,
    principal: Principal,
    { states }: HistoryImport,
  ): Promise<{ stored: number; rejected: Remark[]; dropped: Remark[] }> {
    const deviceIds = [...new Set(states.map(({ deviceId }) => deviceId.toLowerCase()))];
    const selected = await this.#devices.select(application, principal, { deviceIds });
    const devices = new Map(selected.map((device) => [device.deviceId, device]));
    const now = this.#now();
    const lifetimes = await findDataTtls(this.#database.kysely, application);
    const window = { ...lifetimes, now };
    const items: StateItem[] = [];
    const rejected: Remark[] = [];
    const dropped: Remark[] = [];
    for (const [index, { deviceId, time: given, data }] of states.entries()) {
      const device = devices.get(deviceId.toLowerCase());
      const time = readTime(given, window);
      if (!device) rejected.push({ index, message: 'deviceId is not a device of the application' });
      else if (typeof time === 'string') rejected.push({ index, message: time });
      else {
        // The time is this feature's own business: for a report, one that is missing or old means something else.
        const converted = convertReport({ data }, device, `${principal.via}.rest`, now);
        if ('refused' in converted) rejected.push({ index, message: converted.refused.message });
        else {
          items.push({ ...converted.item, time });
          for (const { message } of converted.dropped) dropped.push({ index, message });
        }
      }
    }
    // Not reported, so no states of the day; but stored.
    const bytes = items.reduce((sum, { data }) => sum + JSON.stringify(data).length, 0);
    const { applicationRowId } = application;
    await this.#limits.take(this.#database.kysely, applicationRowId, 'storedBytesPerDay', { amount: bytes });
    await this.#states.store(items);
    return { stored: items.length, rejected, dropped };
  }
}

interface Window {
  readonly now: number;
  /** How long the owner and the application keep states, in ms; null: not said. */
  readonly owner: number | null;
  readonly own: number | null;
}

/** Epoch ms, or why the time cannot be taken. What retention would remove again is refused. */
function readTime(given: unknown, { now, owner, own }: Window): number | string {
  const bare = typeof given === 'object' && given !== null && '$date' in given ? given.$date : given;
  // Nothing here is relative to now, and nothing that cannot be read becomes now.
  if (!isGivenTime(bare) || (typeof bare === 'number' && bare < 0))
    return 'time must be ISO-8601, or seconds or milliseconds since the epoch';
  const time = parseDeviceTime(bare, now);
  const isOlderThan = (lifetime: number | null): boolean => lifetime !== null && time < now - lifetime;
  if (time < oldestTime) return 'time is before the year 2000';
  if (isOlderThan(owner)) return 'time is older than the dataTTL of the owner';
  if (isOlderThan(own)) return 'time is older than the dataTTL of the application';
  return time > now + maxDeviceTimeAheadMs ? 'time is more than 1 day in the future' : time;
}
