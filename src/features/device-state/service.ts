import { parseQueryTime } from '../../kernel/device-time.ts';
import { AppError, invalid } from '../../kernel/errors.ts';
import type { AppEvents } from '../../kernel/events.ts';
import type { Principal } from '../../kernel/principal.ts';
import type { Bus } from '../../platform/bus/bus.ts';
import type { Database } from '../../platform/database/database.ts';
import type { ApplicationRef } from '../../platform/http/gatekeeper.ts';
import type { HistoryQuery } from '../../platform/http/schemas.ts';
import type { DeviceMessageLimit, DeviceProfile, DeviceService } from '../devices/index.ts';
import { findNewestValues } from './composite.ts';
import type { StateIngest } from './ingest.ts';
import { convertReport, type StateItem } from './report.ts';
import type { CompositeStateQuery } from './schemas.ts';
import { readStates } from './store.ts';

export interface RejectedState {
  readonly index: number;
  readonly message: string;
}

/** What devices report: in over REST or MQTT, and out again as it was stored. */
export class DeviceStateService {
  readonly #database: Database;
  readonly #devices: DeviceService;
  readonly #ingest: StateIngest;
  readonly #limit: DeviceMessageLimit;
  readonly #bus: Bus<AppEvents>;
  readonly #now: () => number;

  constructor(options: {
    database: Database;
    devices: DeviceService;
    ingest: StateIngest;
    limit: DeviceMessageLimit;
    bus: Bus<AppEvents>;
    now: () => number;
  }) {
    this.#database = options.database;
    this.#devices = options.devices;
    this.#ingest = options.ingest;
    this.#limit = options.limit;
    this.#bus = options.bus;
    this.#now = options.now;
  }

  /**
   * Stores one state, or each of an array, and answers once they are durable. An array keeps what is good.
   *
   * @throws AppError Validation when nothing could be stored, Throttled over the device's message limit
   */
  async send(
    application: ApplicationRef,
    principal: Principal,
    deviceId: string,
    body: unknown,
  ): Promise<{ success: true; rejected?: RejectedState[] }> {
    const device = await this.#devices.require(application, principal, deviceId, 'act');
    const waitMs = this.#limit.take(device.deviceId, 'fromDevice');
    if (waitMs > 0) {
      throw new AppError('Throttled', `The device may send ${this.#limit.description}`, { retryAfter: waitMs / 1000 });
    }
    const reports = Array.isArray(body) ? body : [body];
    const items: StateItem[] = [];
    const rejected: RejectedState[] = [];
    const now = this.#now();
    for (const [index, report] of reports.entries()) {
      const converted = convertReport(report, device, `${principal.via}.rest`, now);
      if ('refused' in converted) rejected.push({ index, message: converted.refused.message });
      else items.push(converted.item);
    }
    if (items.length === 0) {
      const reason = rejected[0]?.message ?? 'The body has no state';
      throw new AppError('Validation', Array.isArray(body) && rejected.length > 0 ? `[0]: ${reason}` : reason);
    }
    await this.#store(items);
    for (const { time, named } of items) {
      // What a watcher of the topic would have seen, had the device used MQTT.
      const payload = Buffer.from(JSON.stringify({ time: { $date: new Date(time).toISOString() }, data: named }));
      const topic = `losant/${device.deviceId}/state`;
      this.#bus.emit('message', { applicationId: device.applicationId, topic, payload });
    }
    return rejected.length > 0 ? { success: true, rejected } : { success: true };
  }

  /**
   * Stores what a device published; `done` is called once it is durable, or cannot be.
   *
   * @returns nothing; a payload that holds no storable state calls `refused` with the reason, and no error.
   */
  receive(
    device: DeviceProfile,
    report: unknown,
    callbacks: { done: (error?: unknown) => void; refused: (message: string) => void },
  ): void {
    const converted = convertReport(report, device, 'device.mqtt', this.#now());
    if ('refused' in converted) return callbacks.refused(converted.refused.message);
    this.#ingest.add(converted.item, callbacks.done);
  }

  /** States as stored, newest first unless asked otherwise, under the names that the attributes have now. */
  async read(application: ApplicationRef, principal: Principal, deviceId: string, query: HistoryQuery) {
    const device = await this.#devices.require(application, principal, deviceId, 'read');
    const rows = await readStates(this.#database, {
      deviceKey: device.deviceKey,
      since: query.since === undefined ? 0 : parseQueryTime(query.since, this.#now(), 'since'),
      limit: query.limit ?? 1,
      direction: query.sortDirection ?? 'desc',
    });
    return rows.map((row) => ({ time: new Date(row.time).toISOString(), data: nameValues(device, row.data) }));
  }

  /** The newest value of each attribute that the device reported from `start` to `end`, both included. */
  async readComposite(
    application: ApplicationRef,
    principal: Principal,
    deviceId: string,
    query: CompositeStateQuery,
  ): Promise<Record<string, { time: string; value: string | number | boolean }>> {
    const device = await this.#devices.require(application, principal, deviceId, 'read');
    const now = this.#now();
    const start = parseQueryTime(query.start ?? 1, now, 'start');
    const end = parseQueryTime(query.end ?? 0, now, 'end');
    if (start > end) throw invalid('start', 'must not be after end');
    const names = query.attributes ? new Set(query.attributes.split(',').map((name) => name.trim())) : undefined;
    const attributes = [...device.attributes.values()].filter(({ name }) => !names || names.has(name));
    const values = await findNewestValues(this.#database, {
      deviceKey: device.deviceKey,
      keys: attributes.map(({ key }) => String(key)),
      start,
      end,
    });
    return Object.fromEntries(
      attributes.flatMap(({ name, key }) => {
        const found = values.get(String(key));
        return found ? [[name, { time: new Date(found.t).toISOString(), value: found.v }]] : [];
      }),
    );
  }

  #store(items: readonly StateItem[]): Promise<void> {
    return new Promise((resolve, reject) => {
      let open = items.length;
      let failure: unknown;
      for (const item of items) {
        this.#ingest.add(item, (error) => {
          failure ??= error;
          open -= 1;
          if (open > 0) return;
          if (failure === undefined) resolve();
          else reject(failure);
        });
      }
    });
  }
}

/** Stored values under the attributes' names; what belongs to no present attribute is left out. */
export function nameValues<Value>(device: DeviceProfile, data: Readonly<Record<string, Value>>): Record<string, Value> {
  const named: Record<string, Value> = {};
  for (const [name, { key }] of device.attributes) {
    const value = data[key];
    if (value !== undefined) named[name] = value;
  }
  return named;
}
