import type { Broker } from '../../platform/broker/broker.ts';
import type {
  ConnectRequest,
  DisconnectInfo,
  Refusal,
  Session,
  SessionHooks,
  Transport,
} from '../../platform/broker/hooks.ts';
import type { Listeners } from '../../platform/bus/bus.ts';
import { grantCovers } from '../application-keys/index.ts';
import type { ApplicationLog } from '../application-log/index.ts';
import type { DeviceDirectory } from '../devices/index.ts';
import type { DeviceAuthenticator } from './authenticator.ts';
import { describeConnect, describeDisconnect, nameTransport, toArrival } from './connection-lines.ts';
import type { ConnectionLog } from './connection-log.ts';
import type { LoginLog } from './login-log.ts';
import type { DeviceSession } from './session.ts';

/** Which devices may be connected over MQTT, and which are (semantics.md, "MQTT"). */
export class ConnectionService implements SessionHooks<DeviceSession> {
  readonly #authenticator: DeviceAuthenticator;
  readonly #directory: DeviceDirectory;
  readonly #log: ConnectionLog;
  readonly #applicationLog: ApplicationLog;
  readonly #loginLog: LoginLog;
  readonly #now: () => number;
  /** Where the devices are connected. */
  readonly broker: Broker<DeviceSession>;
  /** By device id. */
  readonly #connected = new Map<string, Session<DeviceSession>>();
  /** Connections that have taken over from one whose end has not been told yet, by that one: a handful at a time. */
  readonly #deferredConnects = new Map<Session<DeviceSession>, { session: Session<DeviceSession>; log: () => void }>();
  #revocations = 0;
  readonly #logger: { info(fields: object, message: string): void; warn(fields: object, message: string): void };

  constructor(options: {
    authenticator: DeviceAuthenticator;
    directory: DeviceDirectory;
    log: ConnectionLog;
    applicationLog: ApplicationLog;
    loginLog: LoginLog;
    createBroker: (sessions: SessionHooks<DeviceSession>) => Broker<DeviceSession>;
    now: () => number;
    logger: { info(fields: object, message: string): void; warn(fields: object, message: string): void };
  }) {
    this.#authenticator = options.authenticator;
    this.#directory = options.directory;
    this.#log = options.log;
    this.#applicationLog = options.applicationLog;
    this.#loginLog = options.loginLog;
    this.#now = options.now;
    this.#logger = options.logger;
    this.broker = options.createBroker(this);
  }

  /** What ends connections that lose their right to be there. */
  get listens(): Listeners {
    const { broker } = this;
    return {
      'application.deleted': ({ applicationId }) => {
        this.#revocations += 1;
        void broker.closeSpace(applicationId, 'application deleted');
      },
      'key.changed': ({ applicationId, accessKeyRowId }) => {
        this.#revocations += 1;
        const usesKey = ({ data }: Session<DeviceSession>) => data.grant.accessKeyRowId === accessKeyRowId;
        broker.disconnectWhere(applicationId, usesKey, 'access key changed');
      },
      'device.changed': ({ applicationId, deviceId, deleted }) => {
        if (deleted) {
          this.#revocations += 1;
          return broker.forget(applicationId, deviceId, 'device deleted');
        }
        void this.#recheck(applicationId, deviceId);
      },
    };
  }

  /** Ends the device's connection unless it is still allowed. */
  async #recheck(applicationId: string, deviceId: string): Promise<void> {
    // Unknown is treated as gone: a device that is still allowed connects again.
    const device = await this.#directory.find(deviceId).catch(() => undefined);
    this.broker.disconnectWhere(
      applicationId,
      ({ clientId, data }) =>
        clientId === deviceId &&
        (!device ||
          device.deviceClass === 'peripheral' ||
          device.deviceClass === 'system' ||
          !grantCovers(data.grant, { id: deviceId, tags: device.tags })),
      'access key no longer covers the device',
    );
  }

  async authenticate(connect: ConnectRequest): Promise<Session<DeviceSession> | Refusal> {
    const revocations = this.#revocations;
    const arrival = toArrival(connect, this.#now());
    const login = await this.#authenticator.logIn({
      deviceId: connect.clientId,
      key: connect.username ?? '',
      secret: connect.password === undefined ? '' : Buffer.from(connect.password).toString('utf8'),
    });
    if ('refused' in login) {
      this.#logger.info(
        { clientId: connect.clientId, address: connect.remoteAddress, reason: login.reason },
        'device refused',
      );
      this.#loginLog.refused(
        {
          deviceId: connect.clientId,
          key: connect.username ?? '',
          address: connect.remoteAddress,
          by: nameTransport(connect.transport),
        },
        login,
      );
      // 4: bad user name or password; 5: not authorized [MQTT-3.2.2-4]
      return { returnCode: login.refused === 'credentials' ? 4 : 5, reason: login.reason };
    }
    const { device, grant } = login;
    return {
      applicationId: device.applicationId,
      clientId: device.deviceId,
      data: { device, grant, listensFor: new Set([device.deviceId]), arrival, revocations },
    };
  }

  connectRejected(attempt: { clientId?: string; remoteAddress?: string; transport: Transport }, reason: string): void {
    const { clientId = '', remoteAddress, transport } = attempt;
    this.#loginLog.refused({ deviceId: clientId, address: remoteAddress, by: nameTransport(transport) }, { reason });
  }

  /** Whether the device has a connection of its own. */
  isConnected(deviceId: string): boolean {
    return this.#connected.has(deviceId);
  }

  connected(session: Session<DeviceSession>): void {
    const { applicationId, clientId, data } = session;
    const earlier = this.#connected.get(clientId);
    this.#connected.set(clientId, session);
    const { device, grant, arrival, revocations } = data;
    if (revocations !== this.#revocations) {
      // Something was revoked between the check and now, perhaps what this connection rests on: the device asks again.
      setImmediate(() => this.broker.disconnect(applicationId, clientId, 'access changed while connecting'));
    }
    const { applicationRowId, deviceRowId } = device;
    const logConnect = (): void => {
      this.#log.add({
        applicationRowId,
        deviceRowId,
        time: this.#now(),
        connected: true,
        reason: null,
        messagesFromClient: null,
        messagesToClient: null,
      });
      this.#applicationLog.write(applicationId, () => describeConnect(device, grant.key, arrival));
    };
    // A connection that is taken over may be told of as ended after the new one has begun: the log has them in turns.
    if (earlier) this.#deferredConnects.set(earlier, { session, log: logConnect });
    else logConnect();
  }

  disconnected(session: Session<DeviceSession>, info: DisconnectInfo): void {
    const {
      applicationId,
      clientId,
      data: { device, arrival },
    } = session;
    const present = this.#connected.get(clientId);
    if (present === session) this.#connected.delete(clientId);
    // One that ends while it still waits for an earlier end: it has come all the same.
    for (const [earlier, deferred] of this.#deferredConnects) {
      if (deferred.session !== session) continue;
      this.#deferredConnects.delete(earlier);
      deferred.log();
    }
    const { applicationRowId, deviceRowId } = device;
    this.#log.add({
      applicationRowId,
      deviceRowId,
      time: this.#now(),
      connected: false,
      reason: info.reason,
      messagesFromClient: info.messagesFromClient,
      messagesToClient: info.messagesToClient,
      superseded: present !== undefined && present !== session,
    });
    this.#applicationLog.write(applicationId, () => describeDisconnect(device, info, this.#now() - arrival.at));
    const next = this.#deferredConnects.get(session);
    this.#deferredConnects.delete(session);
    next?.log();
  }
}
