import { checkDeviceTimeWindow, parseQueryTime, readGivenTime } from '../../kernel/device-time.ts';
import { AppError, invalid } from '../../kernel/errors.ts';
import { containsUnstorableText } from '../../kernel/json-text.ts';
import type { ApplicationRef } from '../../kernel/owner.ts';
import type { Principal } from '../../kernel/principal.ts';
import type { Bus } from '../../platform/bus/bus.ts';
import type { Database } from '../../platform/database/database.ts';
import type { HistoryQuery } from '../../platform/http/schemas.ts';
import {
  type DeviceMessageLimit,
  type DeviceProfile,
  type DeviceService,
  describeDisconnect,
} from '../devices/index.ts';
import { countStatements } from '../usage/index.ts';
import type { ConnectionContributors, ConnectionNotice } from './contributor.ts';
import type { DeviceConnectionStatus } from './schemas.ts';
import { type ConnectionChange, readConnectionLog, reportedConnectionStatements } from './status-store.ts';

/** The connection log of devices over HTTP: read it, and write it for devices that do not use MQTT. */
export class ConnectionStatusService {
  readonly #database: Database;
  readonly #devices: DeviceService;
  readonly #limit: DeviceMessageLimit;
  readonly #bus: Bus;
  readonly #contributors: ConnectionContributors;
  readonly #now: () => number;

  constructor(options: {
    database: Database;
    devices: DeviceService;
    limit: DeviceMessageLimit;
    bus: Bus;
    contributors: ConnectionContributors;
    now: () => number;
  }) {
    this.#database = options.database;
    this.#devices = options.devices;
    this.#limit = options.limit;
    this.#bus = options.bus;
    this.#contributors = options.contributors;
    this.#now = options.now;
  }

  /** When the device came and went, newest first unless asked otherwise. */
  async readLog(application: ApplicationRef, principal: Principal, deviceId: string, query: HistoryQuery) {
    const device = await this.#devices.require(application, principal, deviceId, 'read');
    const rows = await readConnectionLog(this.#database, {
      deviceRowId: device.deviceRowId,
      since: query.since === undefined ? 0 : parseQueryTime(query.since, this.#now(), 'since'),
      limit: query.limit ?? 1,
      direction: query.sortDirection ?? 'desc',
    });
    return rows.map((row) => ({
      connected: row.connected ? (1 as const) : (0 as const),
      time: new Date(row.time).toISOString(),
      ...describeDisconnect(row),
    }));
  }

  /** When a device came and went up to a moment, newest first, for what shows it with its own rights. */
  async readLogOf({ deviceRowId }: DeviceProfile, { before, limit }: { before: number; limit: number }) {
    const rows = await readConnectionLog(this.#database, { deviceRowId, since: 0, before, limit, direction: 'desc' });
    return rows.map((row) => ({ connected: row.connected, time: row.time, ...describeDisconnect(row) }));
  }

  /**
   * Writes down that the device has come or gone (semantics.md, "Devices and their state"). A disconnection that says
   * when the device had come, of a device that was not known to be there, writes down both. What is reported late goes
   * into the log, but does not change where the device stands now.
   *
   * @throws AppError Validation for times that a state report could not have either; Throttled over the message limit
   */
  async report(
    application: ApplicationRef,
    principal: Principal,
    deviceId: string,
    body: DeviceConnectionStatus,
  ): Promise<{ success: true }> {
    const device = await this.#devices.require(application, principal, deviceId, 'act');
    const now = this.#now();
    const changes = readChanges(body, now);
    const waitMs = this.#limit.take(device, 'fromDevice');
    if (waitMs > 0) {
      throw new AppError('Throttled', `The device may send ${this.#limit.describe(device)}`, {
        retryAfter: waitMs / 1000,
      });
    }
    const { applicationRowId, deviceRowId } = device;
    const last = changes.at(-1) as ConnectionChange;
    const notice: ConnectionNotice = {
      ...{ device, principal, connected: last.connected, time: last.time, method: 'rest', isSecure: false },
      ...(last.connected ? {} : { end: toEnd(last, changes) }),
    };
    await this.#database.batch([
      ...this.#contributors.statements([notice]),
      ...reportedConnectionStatements(deviceRowId, changes),
      ...countStatements([
        {
          applicationRowId,
          deviceRowId,
          type: body.status === 'connected' ? 'deviceConnect' : 'deviceDisconnect',
          source: 'device.rest',
          count: 1,
          time: now,
        },
      ]),
    ]);
    this.#contributors.committed();
    this.#bus.emit('log', {
      applicationId: application.applicationId,
      level: 'info',
      type: body.status === 'connected' ? 'connect' : 'disconnect',
      device: { id: device.deviceId, name: device.name },
      message:
        body.status === 'connected'
          ? 'The device was reported connected over REST'
          : `The device was reported disconnected over REST${body.disconnectReason ? `: ${body.disconnectReason}` : ''}`,
    });
    return { success: true };
  }
}

function toEnd(going: ConnectionChange, changes: readonly ConnectionChange[]): ConnectionNotice['end'] {
  return {
    reason: going.reason,
    connectedAt: changes.length > 1 ? changes[0]?.time : undefined,
    messagesFromDevice: going.messagesFromClient,
    messagesToDevice: going.messagesToClient,
  };
}

const onlyWhenDisconnected = ['disconnectedAt', 'disconnectReason', 'messagesFromClient', 'messagesToClient'] as const;

/** What a report says has happened, oldest first. */
function readChanges(body: DeviceConnectionStatus, now: number): ConnectionChange[] {
  if (containsUnstorableText(body.disconnectReason)) {
    throw invalid('disconnectReason', 'must not contain U+0000 or lone surrogates');
  }
  const connectedAt = body.connectedAt === undefined ? undefined : readTime('connectedAt', body.connectedAt, now);
  if (body.status === 'connected') {
    const wrong = onlyWhenDisconnected.find((field) => body[field] !== undefined);
    if (wrong) throw invalid(wrong, 'is only for the status disconnected');
    return [{ connected: true, time: connectedAt ?? now }];
  }
  const disconnectedAt = body.disconnectedAt === undefined ? now : readTime('disconnectedAt', body.disconnectedAt, now);
  if (connectedAt !== undefined && connectedAt > disconnectedAt) {
    throw invalid('connectedAt', 'must not be after disconnectedAt');
  }
  const going: ConnectionChange = {
    connected: false,
    time: disconnectedAt,
    reason: body.disconnectReason,
    messagesFromClient: body.messagesFromClient,
    messagesToClient: body.messagesToClient,
  };
  return connectedAt === undefined ? [going] : [{ connected: true, time: connectedAt, onlyIfAway: true }, going];
}

function readTime(field: string, value: unknown, now: number): number {
  const time = readGivenTime(value, now, field);
  const window = checkDeviceTimeWindow(time, now);
  if (window === 'tooOld') throw invalid(field, 'is more than 30 days ago');
  if (window === 'tooFarAhead') throw invalid(field, 'is more than 1 day in the future');
  return time;
}
