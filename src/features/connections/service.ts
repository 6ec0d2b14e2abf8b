import type { AppEvents } from '../../kernel/events.ts';
import type { Broker } from '../../platform/broker/broker.ts';
import type {
  BrokerHooks,
  BrokerMessage,
  ConnectRequest,
  Farewell,
  PublishDecision,
  Refusal,
  Session,
  Transport,
} from '../../platform/broker/hooks.ts';
import type { Bus } from '../../platform/bus/bus.ts';
import { grantCovers, type KeyGrant } from '../application-keys/index.ts';
import type { ApplicationLog } from '../application-log/index.ts';
import type { DeviceDirectory, DeviceMessageLimit, DeviceProfile } from '../devices/index.ts';
import type { UsageCounter } from '../usage/index.ts';
import type { DeviceAuthenticator } from './authenticator.ts';
import { type Arrival, describeConnect, describeDisconnect, nameTransport, toArrival } from './connection-lines.ts';
import type { ConnectionLog } from './connection-log.ts';
import type { DeviceTopic } from './device-topic.ts';
import type { LoginLog } from './login-log.ts';
import { isReserved, mayPublish, maySubscribe, parseReservedTopic } from './topic-rules.ts';

/** What is known of a connected device for as long as it is connected. */
export interface DeviceSession {
  readonly device: DeviceProfile;
  readonly grant: KeyGrant;
  /** Ids of the devices whose commands it may hear: its own, and those of peripherals it has subscribed for. */
  readonly listensFor: Set<string>;
  readonly arrival: Arrival;
  /** How many revocations there had been when the device's credentials were checked. */
  readonly revocations: number;
}

/** What devices may do over MQTT, and what happens when they do it (semantics.md, MQTT). */
export class ConnectionService implements BrokerHooks<DeviceSession> {
  readonly #authenticator: DeviceAuthenticator;
  readonly #directory: DeviceDirectory;
  readonly #limit: DeviceMessageLimit;
  readonly #usage: UsageCounter;
  readonly #log: ConnectionLog;
  readonly #applicationLog: ApplicationLog;
  readonly #loginLog: LoginLog;
  readonly #bus: Bus<AppEvents>;
  readonly #topics: ReadonlyMap<string, DeviceTopic>;
  readonly #now: () => number;
  #broker: Broker<DeviceSession> | undefined;
  #revocations = 0;
  readonly #logger: { info(fields: object, message: string): void; warn(fields: object, message: string): void };

  constructor(options: {
    authenticator: DeviceAuthenticator;
    directory: DeviceDirectory;
    limit: DeviceMessageLimit;
    usage: UsageCounter;
    log: ConnectionLog;
    applicationLog: ApplicationLog;
    loginLog: LoginLog;
    bus: Bus<AppEvents>;
    topics: readonly DeviceTopic[];
    now: () => number;
    logger: { info(fields: object, message: string): void; warn(fields: object, message: string): void };
  }) {
    this.#authenticator = options.authenticator;
    this.#directory = options.directory;
    this.#limit = options.limit;
    this.#usage = options.usage;
    this.#log = options.log;
    this.#applicationLog = options.applicationLog;
    this.#loginLog = options.loginLog;
    this.#bus = options.bus;
    this.#topics = new Map(options.topics.map((topic) => [topic.name, topic]));
    this.#now = options.now;
    this.#logger = options.logger;
  }

  /** Ends connections that lose their right to be there. */
  start(broker: Broker<DeviceSession>): void {
    this.#broker = broker;
    this.#bus.on('application.deleted', ({ applicationId }) => {
      this.#revocations += 1;
      void broker.closeSpace(applicationId, 'application deleted');
    });
    this.#bus.on('key.changed', ({ applicationId, accessKeyKey }) => {
      this.#revocations += 1;
      broker.disconnectWhere(
        applicationId,
        (session) => session.data.grant.accessKeyKey === accessKeyKey,
        'access key changed',
      );
    });
    this.#bus.on('device.changed', ({ applicationId, deviceId, deleted }) => {
      if (deleted) {
        this.#revocations += 1;
        return broker.disconnect(applicationId, deviceId, 'device deleted');
      }
      void this.#directory.find(deviceId).then((device) => {
        broker.disconnectWhere(
          applicationId,
          ({ clientId, data }) =>
            clientId === deviceId &&
            (!device ||
              device.deviceClass === 'peripheral' ||
              !grantCovers(data.grant, { id: deviceId, tags: device.tags })),
          'access key no longer covers the device',
        );
      });
    });
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

  turnedAway(attempt: { clientId?: string; remoteAddress?: string; transport: Transport }, reason: string): void {
    const { clientId = '', remoteAddress, transport } = attempt;
    this.#loginLog.refused({ deviceId: clientId, address: remoteAddress, by: nameTransport(transport) }, { reason });
  }

  connected({ applicationId, clientId, data }: Session<DeviceSession>): void {
    const { device, grant, arrival, revocations } = data;
    if (revocations !== this.#revocations) {
      // Something was revoked between the check and now, perhaps what this connection rests on: the device asks again.
      setImmediate(() => this.#broker?.disconnect(applicationId, clientId, 'access changed while connecting'));
    }
    const { applicationKey, deviceKey } = device;
    this.#usage.add({ applicationKey, deviceKey, type: 'deviceConnect', source: 'device.mqtt' });
    this.#log.add({
      deviceKey,
      time: this.#now(),
      connected: true,
      reason: null,
      messagesFromClient: null,
      messagesToClient: null,
    });
    this.#applicationLog.write(applicationId, () => describeConnect(device, grant.key, arrival));
  }

  disconnected({ applicationId, data: { device, arrival } }: Session<DeviceSession>, info: Farewell): void {
    const { applicationKey, deviceKey } = device;
    this.#usage.add({ applicationKey, deviceKey, type: 'deviceDisconnect', source: 'device.mqtt' });
    this.#log.add({
      deviceKey,
      time: this.#now(),
      connected: false,
      reason: info.reason,
      messagesFromClient: info.messagesFromClient,
      messagesToClient: info.messagesToClient,
    });
    this.#applicationLog.write(applicationId, () => describeDisconnect(device, info, this.#now() - arrival.at));
  }

  publish(
    session: Session<DeviceSession>,
    message: BrokerMessage,
    done: (decision: PublishDecision, reason?: string) => void,
  ): void {
    const { device, grant } = session.data;
    const { topic } = message;
    if (!isReserved(topic)) {
      if (!mayPublish(grant, topic)) return done('close', `the access key does not allow publishing on ${topic}`);
      if (this.#isThrottled(device.deviceId, done)) return;
      return done('deliver');
    }
    const reserved = parseReservedTopic(topic);
    const deviceTopic = reserved && this.#topics.get(reserved.name);
    if (!reserved || !deviceTopic) return done('close', `publishing on ${topic} is not allowed`);
    const target = this.#directory.peek(reserved.deviceId);
    if (target) return this.#receive(session, target, deviceTopic, message, done);
    this.#directory.find(reserved.deviceId).then(
      (found) =>
        found
          ? this.#receive(session, found, deviceTopic, message, done)
          : done('close', `publishing on ${topic} is not allowed`),
      () => done('close', 'the server cannot look up the device now'),
    );
  }

  #receive(
    session: Session<DeviceSession>,
    target: DeviceProfile,
    deviceTopic: DeviceTopic,
    message: BrokerMessage,
    done: (decision: PublishDecision, reason?: string) => void,
  ): void {
    if (!actsFor(session.data.device, target)) return done('close', `publishing on ${message.topic} is not allowed`);
    if (this.#isThrottled(target.deviceId, done)) return;
    deviceTopic.receive(target, message.payload, {
      // Not acknowledged: the device is to send it again, to a server that can store it.
      done: (error) => {
        if (error !== undefined) return done('close', 'the report could not be stored');
        this.#bus.emit('message', {
          applicationId: target.applicationId,
          topic: message.topic,
          payload: message.payload,
        });
        done('consume');
      },
      refused: (reason) => {
        this.#logger.info({ deviceId: target.deviceId, reason }, 'device message refused');
        done('consume');
      },
    });
  }

  published(session: Session<DeviceSession>, message: BrokerMessage): void {
    const { device } = session.data;
    this.#usage.add({
      applicationKey: device.applicationKey,
      deviceKey: device.deviceKey,
      type: 'mqttIn',
      source: 'device.mqtt',
    });
    this.#bus.emit('message', { applicationId: session.applicationId, topic: message.topic, payload: message.payload });
  }

  async subscribe(session: Session<DeviceSession>, filter: string): Promise<boolean> {
    const { device, grant, listensFor } = session.data;
    if (!isReserved(filter)) return maySubscribe(grant, filter);
    const reserved = parseReservedTopic(filter);
    if (reserved?.name !== 'command') return false;
    const target = await this.#directory.find(reserved.deviceId);
    if (!target || !actsFor(device, target)) return false;
    listensFor.add(target.deviceId);
    return true;
  }

  delivering(session: Session<DeviceSession>, { topic }: BrokerMessage): 'deliver' | 'withhold' | 'close' {
    const { device, listensFor } = session.data;
    const reserved = isReserved(topic);
    if (reserved) {
      // A filter such as `#` also matches reserved topics; only commands that are the client's own come through it.
      const parsed = parseReservedTopic(topic);
      if (parsed?.name !== 'command' || !listensFor.has(parsed.deviceId)) return 'withhold';
    }
    if (this.#limit.take(device.deviceId, 'toDevice') > 0) return 'close';
    if (!reserved) {
      this.#usage.add({
        applicationKey: device.applicationKey,
        deviceKey: device.deviceKey,
        type: 'mqttOut',
        source: 'device.mqtt',
      });
    }
    return 'deliver';
  }

  #isThrottled(deviceId: string, done: (decision: PublishDecision, reason?: string) => void): boolean {
    if (this.#limit.take(deviceId, 'fromDevice') === 0) return false;
    this.#logger.warn({ deviceId }, `device throttled: more than ${this.#limit.description}`);
    done('close', `throttled: more than ${this.#limit.description}`);
    return true;
  }
}

/** Whether a connected device may speak for another: for itself, or as the gateway of a peripheral. */
export function actsFor(sender: DeviceProfile, target: DeviceProfile): boolean {
  if (sender.deviceId === target.deviceId) return true;
  if (sender.applicationId !== target.applicationId) return false;
  if (sender.deviceClass !== 'gateway' && sender.deviceClass !== 'edgeCompute') return false;
  if (target.deviceClass === 'floating') return true;
  return target.deviceClass === 'peripheral' && (target.gatewayId === null || target.gatewayId === sender.deviceId);
}
