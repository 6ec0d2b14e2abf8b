import { setImmediate } from 'node:timers/promises';
import { parseQueryTime, readGivenTime } from '../../kernel/device-time.ts';
import { AppError, invalid } from '../../kernel/errors.ts';
import { refuseUnkeepable, refuseUnstorable } from '../../kernel/json-text.ts';
import type { ApplicationRef } from '../../kernel/owner.ts';
import { countSourceOf, type Principal } from '../../kernel/principal.ts';
import type { Bus } from '../../platform/bus/bus.ts';
import type { Database } from '../../platform/database/database.ts';
import { inTransaction } from '../../platform/database/transaction.ts';
import type { LimitUse } from '../../platform/http/limit-headers.ts';
import type { HistoryQuery } from '../../platform/http/schemas.ts';
import { refuseEmptyOr } from '../../platform/query-language/index.ts';
import type { ApplicationLog } from '../application-log/index.ts';
import type { PublishToSpace } from '../connections/index.ts';
import type { DeviceProfile, DeviceService } from '../devices/index.ts';
import type { Limits } from '../limits/index.ts';
import type { UsageCounter } from '../usage/index.ts';
import { type CommandReach, describeOverLimit, describeSent, describeUnheard, speakerOf } from './command-lines.ts';
import type { DeviceCommand, MultiDeviceCommand } from './schemas.ts';
import { devicesAtOnce, insertCommands, readCommands } from './store.ts';

/** Told where the application stands with its limits, as far as there are any. */
type OnUse = (uses: readonly LimitUse[]) => void;

/** Told how many clients have heard the command for a device. */
type OnDelivered = (deviceId: string, heard: number) => void;

/** Commands: what people and programs ask devices to do. */
export class DeviceCommandService {
  readonly #database: Database;
  readonly #devices: DeviceService;
  readonly #limits: Limits;
  readonly #usage: UsageCounter;
  readonly #bus: Bus;
  readonly #publish: PublishToSpace;
  readonly #reach: CommandReach;
  readonly #log: ApplicationLog;
  readonly #now: () => number;

  constructor(options: {
    database: Database;
    devices: DeviceService;
    limits: Limits;
    usage: UsageCounter;
    bus: Bus;
    publish: PublishToSpace;
    reach: CommandReach;
    applicationLog: ApplicationLog;
    now: () => number;
  }) {
    this.#database = options.database;
    this.#devices = options.devices;
    this.#limits = options.limits;
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
    onUse?: OnUse,
  ): Promise<{ success: true }> {
    // Commanding another device is what an unrestricted key allows, so it takes no more than reading it.
    const device = await this.#devices.require(application, principal, deviceId, 'read');
    if (device.deviceClass === 'system') throw new AppError('Validation', 'A system device does not accept commands');
    checkCommand(command);
    await this.#takeOfLimits(application, 1, command, onUse);
    await this.#deliver([device], principal, command);
    return { success: true };
  }

  /**
   * As `send`, to every device that `deviceIds`, `deviceTags` or `deviceQuery` name and that the caller may command, once
   * each. System devices, which take no commands, are left out; ids that name nothing name nobody.
   */
  async sendToMany(
    application: ApplicationRef,
    principal: Principal,
    body: MultiDeviceCommand,
    onUse?: OnUse,
  ): Promise<{ success: true }> {
    const { deviceIds, deviceTags, deviceQuery, ...command } = body;
    if (!deviceIds && !deviceTags && !deviceQuery) {
      throw invalid('deviceIds', 'or deviceTags or deviceQuery is required');
    }
    refuseEmptyOr(deviceQuery, 'deviceQuery');
    const devices = await this.#devices.select(application, principal, { deviceIds, deviceTags, deviceQuery });
    await this.sendTo(application, principal, devices, { command, onUse });
    return { success: true };
  }

  /**
   * As `sendToMany`, to devices that the caller has selected and judged.
   *
   * @param options.onDelivered told of each device how many clients have heard the command
   */
  async sendTo(
    application: ApplicationRef,
    principal: Principal,
    devices: readonly DeviceProfile[],
    { command, onUse, onDelivered }: { command: DeviceCommand; onUse?: OnUse | undefined; onDelivered?: OnDelivered },
  ): Promise<void> {
    const addressed = devices.filter(({ deviceClass }) => deviceClass !== 'system');
    // One time for all of them: what the command means when it names none must not depend on a device's place.
    const time = readGivenTime(command.time, this.#now(), 'time');
    checkCommand(command);
    await this.#takeOfLimits(application, addressed.length, command, onUse);
    const atOnce = devicesAtOnce(Buffer.byteLength(JSON.stringify(command.payload) ?? ''));
    for (let index = 0; index < addressed.length; index += atOnce) {
      const step = addressed.slice(index, index + atOnce);
      await this.#deliver(step, principal, { ...command, time }, onDelivered);
      // Whoever else waits for this process gets a turn.
      await setImmediate();
    }
  }

  /** All that the command takes, for as many devices as it goes to, or nothing. */
  async #takeOfLimits(
    { applicationRowId, applicationId }: ApplicationRef,
    devices: number,
    { payload }: DeviceCommand,
    onUse: OnUse | undefined,
  ): Promise<void> {
    const inForce = await this.#limits.of(applicationRowId);
    if (inForce.commands.limit === null && inForce.storedBytesPerDay.limit === null) return;
    const uses: LimitUse[] = [];
    const bytes = devices * Buffer.byteLength(JSON.stringify(payload) ?? '');
    try {
      await inTransaction(this.#database, async (tx) => {
        const take = (name: 'commands' | 'storedBytesPerDay', amount: number) =>
          this.#limits.take(tx, applicationRowId, name, { amount, onUse: (use) => uses.push(use) });
        await take('commands', devices);
        await take('storedBytesPerDay', bytes);
      });
    } catch (error) {
      if (error instanceof AppError) this.#log.write(applicationId, () => describeOverLimit(error.message));
      throw error;
    } finally {
      onUse?.(uses);
    }
  }

  async #deliver(
    devices: readonly DeviceProfile[],
    principal: Principal,
    command: DeviceCommand,
    onDelivered?: OnDelivered,
  ): Promise<void> {
    const { name, payload } = command;
    const time = readGivenTime(command.time, this.#now(), 'time');
    await insertCommands(
      this.#database.kysely,
      devices.map(({ deviceRowId }) => deviceRowId),
      { time, name, payload: JSON.stringify(payload) },
    );
    const message = Buffer.from(JSON.stringify({ name, payload, time: { $date: new Date(time).toISOString() } }));
    for (const device of devices) {
      const { applicationId, applicationRowId, deviceId, deviceRowId } = device;
      this.#usage.add({ applicationRowId, deviceRowId, type: 'deviceCommand', source: countSourceOf(principal) });
      const topic = `losant/${deviceId}/command`;
      this.#log.write(applicationId, () => describeSent(device, name, principal));
      const heard = await this.#reach.countDeliveries(deviceId, () =>
        this.#publish(applicationId, { topic, payload: message, qos: 1, retain: false, isCounted: true }),
      );
      onDelivered?.(deviceId, heard);
      if (heard === 0) {
        const speaker = speakerOf(device);
        const isConnected = speaker !== null && (await this.#reach.isConnected(speaker));
        this.#log.write(applicationId, () => describeUnheard(device, name, isConnected));
      }
      this.#bus.emit('message', { applicationId, topic, payload: message });
      this.#bus.emit('command.sent', { applicationId, deviceId, name, time, payload });
    }
  }

  /**
   * The device's command history, newest first unless asked otherwise. `onTruncated` is called when it is less than asked
   * for because an answer must not be larger.
   */
  async read(
    application: ApplicationRef,
    principal: Principal,
    deviceId: string,
    query: HistoryQuery,
    onTruncated: () => void,
  ) {
    const device = await this.#devices.require(application, principal, deviceId, 'read');
    const { rows, truncated } = await readCommands(this.#database, {
      deviceRowId: device.deviceRowId,
      since: query.since === undefined ? 0 : parseQueryTime(query.since, this.#now(), 'since'),
      limit: query.limit ?? 1,
      direction: query.sortDirection ?? 'desc',
    });
    if (truncated) onTruncated();
    return rows.map(({ name, time, payload }) => ({
      name,
      time: new Date(time).toISOString(),
      ...(payload === null ? {} : { payload }),
    }));
  }
}

function checkCommand(command: DeviceCommand): void {
  refuseUnstorable(command);
  refuseUnkeepable('payload', command.payload);
}
