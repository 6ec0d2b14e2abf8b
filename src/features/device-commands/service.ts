import { parseDeviceTime, parseQueryTime } from '../../kernel/device-time.ts';
import { AppError, invalid } from '../../kernel/errors.ts';
import type { AppEvents } from '../../kernel/events.ts';
import { containsUnstorableText } from '../../kernel/json-text.ts';
import type { Principal } from '../../kernel/principal.ts';
import type { Bus } from '../../platform/bus/bus.ts';
import type { Database } from '../../platform/database/database.ts';
import type { ApplicationRef } from '../../platform/http/gatekeeper.ts';
import type { HistoryQuery } from '../../platform/http/schemas.ts';
import type { ApplicationLog } from '../application-log/index.ts';
import type { DeviceService } from '../devices/index.ts';
import type { UsageCounter } from '../usage/index.ts';
import { type CommandReach, describeSent, describeUnheard } from './command-lines.ts';
import type { DeviceCommand } from './schemas.ts';
import { insertCommand, readCommands } from './store.ts';

/** Puts a message into an application's topic space. */
export type PublishToSpace = (
  applicationId: string,
  message: { topic: string; payload: Uint8Array; qos: 0 | 1; retain: boolean },
) => Promise<void>;

/** Commands: what people and programs ask devices to do. */
export class DeviceCommandService {
  readonly #database: Database;
  readonly #devices: DeviceService;
  readonly #usage: UsageCounter;
  readonly #bus: Bus<AppEvents>;
  readonly #publish: PublishToSpace;
  readonly #reach: CommandReach;
  readonly #log: ApplicationLog;
  readonly #now: () => number;

  constructor(options: {
    database: Database;
    devices: DeviceService;
    usage: UsageCounter;
    bus: Bus<AppEvents>;
    publish: PublishToSpace;
    reach: CommandReach;
    applicationLog: ApplicationLog;
    now: () => number;
  }) {
    this.#database = options.database;
    this.#devices = options.devices;
    this.#usage = options.usage;
    this.#bus = options.bus;
    this.#publish = options.publish;
    this.#reach = options.reach;
    this.#log = options.applicationLog;
    this.#now = options.now;
  }

  /**
   * Keeps the command in the device's history and publishes it on `losant/<deviceId>/command`. QoS 1, so that a device
   * with a persistent session gets it after it comes back.
   */
  async send(
    application: ApplicationRef,
    principal: Principal,
    deviceId: string,
    command: DeviceCommand,
  ): Promise<{ success: true }> {
    // Commanding another device is what an unrestricted key allows, so it takes no more than reading it.
    const device = await this.#devices.require(application, principal, deviceId, 'read');
    if (device.deviceClass === 'system') throw new AppError('Validation', 'A system device takes no commands');
    if (containsUnstorableText(command)) throw invalid('payload', 'must not contain U+0000 or lone surrogates');
    const time = parseDeviceTime(command.time, this.#now());
    await insertCommand(this.#database.kysely, {
      deviceKey: device.deviceKey,
      time,
      name: command.name,
      payload: command.payload,
    });
    this.#usage.add({
      applicationKey: device.applicationKey,
      deviceKey: device.deviceKey,
      type: 'deviceCommand',
      source: `${principal.via}.rest`,
    });
    const payload = Buffer.from(
      JSON.stringify({ name: command.name, payload: command.payload, time: { $date: new Date(time).toISOString() } }),
    );
    const topic = `losant/${device.deviceId}/command`;
    const { applicationId } = application;
    this.#log.write(applicationId, () => describeSent(device, command.name, principal));
    const heard = await this.#reach.countDeliveries(device.deviceId, () =>
      this.#publish(applicationId, { topic, payload, qos: 1, retain: false }),
    );
    if (heard === 0) this.#log.write(applicationId, () => describeUnheard(device, command.name, this.#reach));
    this.#bus.emit('message', { applicationId: application.applicationId, topic, payload });
    return { success: true };
  }

  /** The device's command history, newest first unless asked otherwise. */
  async read(application: ApplicationRef, principal: Principal, deviceId: string, query: HistoryQuery) {
    const device = await this.#devices.require(application, principal, deviceId, 'read');
    const rows = await readCommands(this.#database, {
      deviceKey: device.deviceKey,
      since: query.since === undefined ? 0 : parseQueryTime(query.since, this.#now(), 'since'),
      limit: query.limit ?? 1,
      direction: query.sortDirection ?? 'desc',
    });
    return rows.map(({ name, time, payload }) => ({
      name,
      time: new Date(time).toISOString(),
      ...(payload === null ? {} : { payload }),
    }));
  }
}
