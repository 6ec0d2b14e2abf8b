import { parseQueryTime } from '../../kernel/device-time.ts';
import { AppError, invalid, notFound } from '../../kernel/errors.ts';
import type { TopicMessage } from '../../kernel/events.ts';
import type { ApplicationRef } from '../../kernel/owner.ts';
import { countSourceOf, type Principal } from '../../kernel/principal.ts';
import { originOf } from '../../kernel/relay.ts';
import { lowerFirst } from '../../kernel/text.ts';
import type { Bus } from '../../platform/bus/bus.ts';
import type { Database } from '../../platform/database/database.ts';
import type { LimitUse } from '../../platform/http/limit-headers.ts';
import type { HistoryQuery } from '../../platform/http/schemas.ts';
import type { ApplicationLog } from '../application-log/index.ts';
import {
  checkReach,
  type DeviceDirectory,
  type DeviceMessageLimit,
  type DeviceProfile,
  type DeviceService,
} from '../devices/index.ts';
import type { LimitLeases, Limits } from '../limits/index.ts';
import { findNewestValues } from './composite.ts';
import type { StateIngest } from './ingest.ts';
import {
  explainRefusal,
  type ParsedReport,
  parseReport,
  type RefusalListener,
  type RejectedState,
} from './parse-report.ts';
import type { ReportOrigin, StateItem } from './report.ts';
import type { ReportGate } from './report-gate.ts';
import type { CompositeStateQuery } from './schemas.ts';
import { describeIntake, describeLeftOut, describeThrottled } from './state-lines.ts';
import { readStates } from './store.ts';

/** How much of an unreadable payload the log shows. */
const maxShown = 500;

/** What devices report: in over REST or MQTT, and out again as it was stored. */
export class DeviceStateService {
  readonly #database: Database;
  readonly #devices: DeviceService;
  readonly #directory: DeviceDirectory;
  readonly #ingest: StateIngest;
  readonly #limit: DeviceMessageLimit;
  readonly #limits: Limits;
  readonly #leases: LimitLeases;
  readonly #log: ApplicationLog;
  readonly #bus: Bus;
  readonly #refusals: RefusalListener[] = [];
  #gate: ReportGate | undefined;
  readonly #now: () => number;

  constructor(options: {
    database: Database;
    devices: DeviceService;
    directory: DeviceDirectory;
    ingest: StateIngest;
    limit: DeviceMessageLimit;
    limits: Limits;
    leases: LimitLeases;
    applicationLog: ApplicationLog;
    bus: Bus;
    now: () => number;
  }) {
    this.#database = options.database;
    this.#devices = options.devices;
    this.#directory = options.directory;
    this.#ingest = options.ingest;
    this.#limit = options.limit;
    this.#limits = options.limits;
    this.#leases = options.leases;
    this.#log = options.applicationLog;
    this.#bus = options.bus;
    this.#now = options.now;
  }

  /** Has states that cannot be stored told to a listener; when the features are created. */
  onRefusal(listener: RefusalListener): void {
    this.#refusals.push(listener);
  }

  /** Has reports wait where somebody cannot take more; when the features are created. */
  holdBack(gate: ReportGate): void {
    this.#gate = gate;
  }

  #tellRefused({ refused = [] }: ParsedReport): Promise<void> | undefined {
    if (refused.length === 0) return undefined;
    const taken = this.#refusals.flatMap((listener) => listener.take(refused) ?? []);
    return taken.length === 0 ? undefined : Promise.all(taken).then(() => undefined);
  }

  /**
   * Stores one state, or each of an array, and returns once they are durable. An array keeps what is good.
   *
   * @throws AppError Validation when nothing could be stored, Throttled over a limit of the device or the application
   */
  async send(
    application: ApplicationRef,
    principal: Principal,
    deviceId: string,
    body: unknown,
    onUse: (uses: readonly LimitUse[]) => void = () => undefined,
  ): Promise<{ success: true; rejected?: RejectedState[] }> {
    const device = await this.#directory.findIn(application.applicationId, deviceId);
    if (!device) throw notFound('Device');
    checkReach(principal, device, 'act');
    const source = countSourceOf(principal);
    await this.#limits.of(device.applicationRowId);
    const limit = this.#limit.takeWithin(device, 'fromDevice');
    const uses: LimitUse[] = limit ? [limit] : [];
    onUse(uses);
    if (limit && limit.waitMs > 0) {
      const description = this.#limit.describe(device);
      this.#log.write(device.applicationId, () => describeThrottled(device, `more than ${description}`));
      throw new AppError('Throttled', `The device may send ${description}`, { retryAfter: limit.waitMs / 1000 });
    }
    if (device.deviceClass === 'system') {
      throw new AppError('Validation', 'A system device cannot report state: its state is computed from its children');
    }
    await this.#gate?.requireRoom(device);
    const parsed = parseReport(body, device, source, this.#now(), originOf(principal));
    const { accepted, rejected } = parsed;
    if (accepted.length === 0) {
      await this.#tellRefused(parsed);
      this.#write(parsed);
      throw new AppError('Validation', explainRefusal(parsed));
    }
    const items = accepted.map(({ item }) => item);
    const refusal = await this.#takeOfDay(items, (use) => uses.push(use));
    onUse(uses);
    if (refusal) {
      this.#log.write(device.applicationId, () => describeThrottled(device, lowerFirst(refusal.message)));
      throw refusal;
    }
    await this.#tellRefused(parsed);
    await this.#store(items);
    for (const item of items) this.#bus.emit('message', toTopicMessage(item));
    this.#write(parsed);
    return rejected.length > 0 ? { success: true, rejected: [...rejected] } : { success: true };
  }

  /**
   * Stores what a device published, one state or an array of them. `done` is called once, after all that is good in it is
   * durable or cannot be; a payload that holds no storable state calls `refused` with the reason instead.
   */
  receive(
    device: DeviceProfile,
    report: unknown,
    callbacks: { done: (error?: unknown) => void; refused: (message: string) => void },
  ): void {
    const parsed = parseReport(report, device, 'device.mqtt', this.#now());
    const held = this.#gate?.hold(device);
    const told = held ? held.then(() => this.#tellRefused(parsed)) : this.#tellRefused(parsed);
    if (told) told.then(() => this.#storeReceived(parsed, callbacks), callbacks.done);
    else this.#storeReceived(parsed, callbacks);
  }

  #storeReceived(
    parsed: ParsedReport,
    callbacks: { done: (error?: unknown) => void; refused: (message: string) => void },
  ): void {
    const { device } = parsed;
    const [first, ...others] = parsed.accepted;
    if (!first) {
      this.#write(parsed);
      return callbacks.refused(explainRefusal(parsed));
    }
    const finish = (error?: unknown): void => {
      if (error === undefined) this.#write(parsed);
      callbacks.done(error);
    };
    const store = (): void => {
      if (others.length === 0) return this.#ingest.add(first.item, finish);
      this.#store(parsed.accepted.map(({ item }) => item)).then(() => finish(), finish);
    };
    const inForce = this.#limits.peek(device.applicationRowId);
    const isFree = inForce?.statesPerDay.limit === null && inForce.storedBytesPerDay.limit === null;
    const refusal = isFree ? undefined : this.#takeOfDay(parsed.accepted.map(({ item }) => item));
    if (refusal === undefined) return store();
    if (refusal instanceof AppError) return finish(refusal);
    refusal.then((late) => (late ? finish(late) : store()), finish);
  }

  /** Takes reported states, all or none, out of what the application may store in a day; returns why not. */
  #takeOfDay(items: readonly StateItem[], onUse?: (use: LimitUse) => void) {
    const applicationRowId = (items[0] as StateItem).device.applicationRowId;
    const isWeighed = this.#limits.peek(applicationRowId)?.storedBytesPerDay.limit !== null;
    const bytes = isWeighed ? items.reduce((sum, { data }) => sum + JSON.stringify(data).length, 0) : 0;
    return this.#leases.take(applicationRowId, { statesPerDay: items.length, storedBytesPerDay: bytes }, onUse);
  }

  /**
   * Stores what a workflow reports in the name of a device, as `send` does, and counts it as the workflow's. Returns the states of an
   * array that could not be stored.
   *
   * @throws AppError NotFound, or Validation when nothing could be stored
   */
  async sendAs(
    applicationId: string,
    deviceId: string,
    body: unknown,
    origin: ReportOrigin,
  ): Promise<{ rejected: readonly RejectedState[] }> {
    const device = await this.#directory.findIn(applicationId, deviceId);
    if (!device) throw notFound('Device');
    if (device.deviceClass === 'system') {
      throw new AppError('Validation', 'A system device cannot report state: its state is computed from its children');
    }
    await this.#gate?.requireRoom(device);
    const parsed = parseReport(body, device, 'flow.flow', this.#now(), origin);
    const items = parsed.accepted.map(({ item }) => item);
    if (items.length > 0) await this.#store(items);
    for (const item of items) this.#bus.emit('message', toTopicMessage(item));
    this.#write(parsed);
    if (items.length === 0) throw new AppError('Validation', explainRefusal(parsed));
    return { rejected: parsed.rejected };
  }

  /** Tells the application's log of a payload that could not even be read. */
  logUnreadable(device: DeviceProfile, payload: Uint8Array, reason: string): void {
    this.#write({
      device,
      source: 'device.mqtt',
      body: Buffer.from(payload.subarray(0, maxShown)).toString('utf8'),
      accepted: [],
      rejected: [{ index: 0, message: reason }],
    });
  }

  /** Tells the application's log of a report whose keys `__proto__` were left out. */
  logLeftOut(device: DeviceProfile): void {
    this.#log.write(device.applicationId, () => describeLeftOut(device));
  }

  #write(parsed: ParsedReport): void {
    const { applicationId } = parsed.device;
    // Asked here, because several lines may come of one report.
    if (!this.#log.isWatched(applicationId)) return;
    for (const line of describeIntake(parsed)) this.#log.write(applicationId, () => line);
  }

  /**
   * States as stored, newest first unless asked otherwise, under the names that the attributes have now. `onTruncated` is
   * called when they are fewer than asked for because an answer must not be larger.
   */
  async read(
    application: ApplicationRef,
    principal: Principal,
    deviceId: string,
    query: HistoryQuery,
    onTruncated: () => void,
  ) {
    const device = await this.#devices.require(application, principal, deviceId, 'read');
    const { rows, truncated } = await readStates(this.#database, {
      deviceRowId: device.deviceRowId,
      since: query.since === undefined ? 0 : parseQueryTime(query.since, this.#now(), 'since'),
      limit: query.limit ?? 1,
      direction: query.sortDirection ?? 'desc',
    });
    if (truncated) onTruncated();
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
      deviceRowId: device.deviceRowId,
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

/** What a watcher of the topic would have seen, had the device used MQTT. */
function toTopicMessage({ device, time, named }: StateItem): TopicMessage {
  return {
    applicationId: device.applicationId,
    topic: `losant/${device.deviceId}/state`,
    get payload() {
      return Buffer.from(JSON.stringify({ time: { $date: new Date(time).toISOString() }, data: named }));
    },
  };
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
