import { AppError } from '../../kernel/errors.ts';
import { isReservedTopic } from '../../kernel/topic-filter.ts';
import type { BrokerMessage, MessageHooks, PublishDecision, Session } from '../../platform/broker/hooks.ts';
import type { Bus } from '../../platform/bus/bus.ts';
import type { DeviceTopic } from '../../platform/feature.ts';
import type { ApplicationLog } from '../application-log/index.ts';
import {
  actsFor,
  type DeviceDirectory,
  type DeviceMessageLimit,
  type DeviceProfile,
  isGateway,
} from '../devices/index.ts';
import type { UsageCounter } from '../usage/index.ts';
import { nameKind } from './grant.ts';
import type { DeviceSession } from './session.ts';
import type { TopicListeners } from './topic-listeners.ts';
import { hasTopic, isWithin, mayPublish, maySubscribe, parseReservedTopic } from './topic-rules.ts';
import {
  describeCommandDelivered,
  describeDropped,
  describeMessage,
  describeMessageRefused,
  describeNotKept,
  describeOverLimit,
  describeSubscribe,
  describeThrottled,
} from './traffic-lines.ts';

/** What connected devices publish and hear (semantics.md, "MQTT"). */
export class DeviceTraffic implements MessageHooks<DeviceSession> {
  readonly #directory: DeviceDirectory;
  readonly #limit: DeviceMessageLimit;
  readonly #usage: UsageCounter;
  readonly #applicationLog: ApplicationLog;
  readonly #bus: Bus;
  readonly #listeners: TopicListeners;
  readonly #topics: ReadonlyMap<string, DeviceTopic>;
  readonly #logger: { info(fields: object, message: string): void; warn(fields: object, message: string): void };
  /** Commands delivered to those devices for which somebody counts them. */
  readonly #deliveries = new Map<string, { count: number; users: number }>();

  constructor(options: {
    directory: DeviceDirectory;
    limit: DeviceMessageLimit;
    usage: UsageCounter;
    applicationLog: ApplicationLog;
    bus: Bus;
    listeners: TopicListeners;
    /** Reserved topics that features take care of, by name. */
    topics: ReadonlyMap<string, DeviceTopic>;
    logger: { info(fields: object, message: string): void; warn(fields: object, message: string): void };
  }) {
    this.#directory = options.directory;
    this.#limit = options.limit;
    this.#usage = options.usage;
    this.#applicationLog = options.applicationLog;
    this.#bus = options.bus;
    this.#listeners = options.listeners;
    this.#topics = options.topics;
    this.#logger = options.logger;
  }

  /**
   * How many clients a command for the device went out to while `publish` ran, with those of other servers that it resolves
   * with; one at the same time may be counted too.
   */
  async countDeliveries(deviceId: string, publish: () => Promise<number>): Promise<number> {
    const deliveries = this.#deliveries.get(deviceId) ?? { count: 0, users: 0 };
    this.#deliveries.set(deviceId, deliveries);
    deliveries.users += 1;
    const before = deliveries.count;
    try {
      const elsewhere = await publish();
      return deliveries.count - before + elsewhere;
    } finally {
      deliveries.users -= 1;
      if (deliveries.users === 0) this.#deliveries.delete(deviceId);
    }
  }

  async countHeard(topic: string, deliver: () => Promise<void>): Promise<number> {
    const deviceId = isReservedTopic(topic) ? parseReservedTopic(topic)?.deviceId : undefined;
    const nowhereElse = async () => {
      await deliver();
      return 0;
    };
    return deviceId === undefined ? nowhereElse() : this.countDeliveries(deviceId, nowhereElse);
  }

  publish(
    session: Session<DeviceSession>,
    message: BrokerMessage,
    done: (decision: PublishDecision, reason?: string) => void,
  ): void {
    const { device, grant, isRevoked } = session.data;
    const { topic } = message;
    // A will goes this way after the connection has ended.
    if (isRevoked) return this.#refuse(session, topic, 'the access that the connection rested on has ended', done);
    if (!isReservedTopic(topic)) {
      if (!mayPublish(grant, topic)) {
        return this.#refuse(session, topic, `the ${nameKind(grant)} does not allow publishing on this topic`, done);
      }
      if (this.#isThrottled(session, device, done)) return;
      const { applicationRowId, deviceId } = device;
      const isAcknowledged = (message.qos ?? 0) > 0;
      const { payload } = message;
      const taken = this.#listeners.take({ applicationRowId, topic, payload, isAcknowledged, from: { deviceId } });
      if (!taken) return done('deliver');
      // Not acknowledged when it could not be stored: the device is to send it again.
      return void taken.then(
        () => done('deliver'),
        () => done('close', 'the message could not be stored'),
      );
    }
    const reserved = parseReservedTopic(topic);
    const deviceTopic = reserved && this.#topics.get(reserved.name);
    if (!reserved || !deviceTopic?.receive || !isWithin(deviceTopic, reserved)) {
      return this.#refuse(session, topic, notPublished, done);
    }
    const sender = this.#directory.peek(session.clientId);
    // Nearly every device speaks for itself.
    const target = reserved.deviceId === session.clientId ? sender : this.#directory.peek(reserved.deviceId);
    if (sender && target) return this.#receive(session, { sender, target }, deviceTopic, message, done);
    Promise.all([this.#directory.find(session.clientId), this.#directory.find(reserved.deviceId)]).then(
      ([from, to]) =>
        from && to
          ? this.#receive(session, { sender: from, target: to }, deviceTopic, message, done)
          : this.#refuse(session, topic, 'there is no device with this id', done),
      () => done('close', 'the server cannot look up the device now'),
    );
  }

  #receive(
    session: Session<DeviceSession>,
    { sender, target }: { sender: DeviceProfile; target: DeviceProfile },
    deviceTopic: DeviceTopic,
    message: BrokerMessage,
    done: (decision: PublishDecision, reason?: string) => void,
  ): void {
    if (!mayActFor(sender, target)) {
      // The same words as for a device that does not exist: it may be another application's.
      const isOwn = target.applicationId === session.applicationId;
      const reason = isOwn ? 'the device may not publish for that device' : 'there is no device with this id';
      return this.#refuse(session, message.topic, reason, done);
    }
    if (!hasTopic(target, deviceTopic)) return this.#refuse(session, message.topic, notPublished, done);
    if (this.#isThrottled(session, target, done)) return;
    deviceTopic.receive?.(target, message.payload, {
      // Not acknowledged: the device is to send it again, to a server that can store it.
      done: (error) => {
        if (error !== undefined) return this.#refuseStorage(session, target, error, done);
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
      applicationRowId: device.applicationRowId,
      deviceRowId: device.deviceRowId,
      type: 'mqttIn',
      source: 'device.mqtt',
    });
    this.#bus.emit('message', { applicationId: session.applicationId, topic: message.topic, payload: message.payload });
    const { topic, payload } = message;
    this.#applicationLog.write(session.applicationId, () => describeMessage(device, topic, payload.byteLength));
  }

  async subscribe(session: Session<DeviceSession>, filter: string): Promise<boolean> {
    const refusal = await this.#judgeSubscription(session, filter);
    const { device } = session.data;
    this.#applicationLog.write(session.applicationId, () => describeSubscribe(device, filter, refusal));
    return refusal === undefined;
  }

  /** Why the client may not subscribe to the filter; undefined when it may. */
  async #judgeSubscription(session: Session<DeviceSession>, filter: string): Promise<string | undefined> {
    const { grant, listensFor, lost } = session.data;
    if (!isReservedTopic(filter)) {
      return maySubscribe(grant, filter) ? undefined : `the ${nameKind(grant)} does not allow it`;
    }
    const reserved = parseReservedTopic(filter);
    const isCommand = reserved?.name === 'command' && reserved.levels === undefined;
    const deviceTopic = reserved && this.#topics.get(reserved.name);
    if (!reserved || !(isCommand || (deviceTopic?.isHeard && isWithin(deviceTopic, reserved)))) {
      return notHeard;
    }
    // Commands are published on the id in lower case, and topics are told apart by case [MQTT-4.7.3-1].
    if (!filter.startsWith(`losant/${reserved.deviceId}/`)) return 'the id of the device must be in lower case';
    const target = await this.#directory.find(reserved.deviceId);
    if (!target || target.applicationId !== session.applicationId) return 'there is no device with this id';
    const sender = await this.#directory.find(session.clientId);
    if (!sender || !mayActFor(sender, target)) return 'the device may not subscribe for that device';
    if (!isCommand) return deviceTopic && hasTopic(target, deviceTopic) ? undefined : notHeard;
    listensFor.add(target.deviceId);
    lost.delete(target.deviceId);
    return undefined;
  }

  /** Those of the clients that have subscribed to the commands of a device and may not hear them (any more). */
  findBarred(topic: string, clientIds: readonly string[]): Promise<ReadonlySet<string>> | undefined {
    const deviceId = isReservedTopic(topic) ? parseReservedTopic(topic)?.deviceId : undefined;
    return deviceId === undefined ? undefined : this.#findBarred(deviceId, clientIds);
  }

  async #findBarred(deviceId: string, clientIds: readonly string[]): Promise<ReadonlySet<string>> {
    const target = await this.#directory.find(deviceId);
    const barred = new Set<string>();
    for (const clientId of clientIds) {
      const sender = this.#directory.peek(clientId) ?? (await this.#directory.find(clientId));
      if (!target || !sender || !mayActFor(sender, target)) barred.add(clientId);
    }
    return barred;
  }

  /** Whether the client may have the message now, whatever it could have when it subscribed or when the message came. */
  mayReceive({ clientId, data }: Session<DeviceSession>, topic: string): boolean {
    if (data.isRevoked) return false;
    if (!isReservedTopic(topic)) return true;
    // A filter such as `#` also matches reserved topics; only commands that the client has asked for come through it.
    const parsed = parseReservedTopic(topic);
    if (parsed?.name !== 'command' || !data.listensFor.has(parsed.deviceId)) return false;
    const sender = this.#directory.peek(clientId) ?? data.device;
    const target = this.#directory.peek(parsed.deviceId);
    if (target) return mayActFor(sender, target);
    // Whoever sends a command looks its device up first; what waits for a slow client may be older than the cache.
    return parsed.deviceId === clientId || (isGateway(sender) && !data.lost.has(parsed.deviceId));
  }

  /** Takes in that a device has changed: itself connected, or one for which the client listens. */
  reconsider({ data }: Session<DeviceSession>, changed: DeviceProfile): void {
    if (data.device.deviceId === changed.deviceId) data.device = changed;
    else if (!data.listensFor.has(changed.deviceId)) return;
    else if (mayActFor(data.device, changed)) data.lost.delete(changed.deviceId);
    else data.lost.add(changed.deviceId);
  }

  /** @param isBacklog what has gathered while the device was away must not cut it off as soon as it is back */
  delivering(session: Session<DeviceSession>, { topic }: BrokerMessage, isBacklog: boolean): 'deliver' | 'close' {
    const { device } = session.data;
    if (!isReservedTopic(topic)) {
      if (!isBacklog && this.#isTooMuchFor(session, device.deviceId)) return 'close';
      this.#usage.add({
        applicationRowId: device.applicationRowId,
        deviceRowId: device.deviceRowId,
        type: 'mqttOut',
        source: 'device.mqtt',
      });
      return 'deliver';
    }
    const deviceId = parseReservedTopic(topic)?.deviceId ?? device.deviceId;
    // A gateway has the allowance once for each of its peripherals.
    if (!isBacklog && this.#isTooMuchFor(session, deviceId)) return 'close';
    const deliveries = this.#deliveries.get(deviceId);
    if (deliveries) deliveries.count += 1;
    this.#applicationLog.write(session.applicationId, () => describeCommandDelivered(device, deviceId));
    return 'deliver';
  }

  dropped(session: Session<DeviceSession>, { topic, reason }: { topic: string; reason: string }): void {
    const { device } = session.data;
    this.#logger.warn({ deviceId: device.deviceId, topic }, `a message was not delivered: ${reason}`);
    this.#applicationLog.write(session.applicationId, () => describeDropped(device, topic, reason));
  }

  notKept(applicationId: string, { topic, clientId }: { topic: string; clientId?: string }): void {
    const device = clientId === undefined ? undefined : this.#directory.peek(clientId);
    this.#applicationLog.write(applicationId, () => describeNotKept(topic, clientId, device));
  }

  #isTooMuchFor(session: Session<DeviceSession>, deviceId: string): boolean {
    const { device } = session.data;
    const { applicationRowId } = device;
    if (this.#limit.take({ deviceId, applicationRowId }, 'toDevice') === 0) return false;
    const target = this.#directory.peek(deviceId) ?? device;
    const description = this.#limit.describe(device);
    this.#applicationLog.write(session.applicationId, () => describeThrottled(device, target, description, 'toDevice'));
    return true;
  }

  #refuse(
    session: Session<DeviceSession>,
    topic: string,
    reason: string,
    done: (decision: PublishDecision, reason?: string) => void,
  ): void {
    this.#applicationLog.write(session.applicationId, () => describeMessageRefused(session.data.device, topic, reason));
    done('close', `refused to publish on ${topic}: ${reason}`);
  }

  /** Not acknowledged: what is over a limit, or could not be stored. */
  #refuseStorage(
    session: Session<DeviceSession>,
    target: DeviceProfile,
    error: unknown,
    done: (decision: PublishDecision, reason?: string) => void,
  ): void {
    if (!(error instanceof AppError && error.type === 'Throttled')) {
      return done('close', 'the report could not be stored');
    }
    this.#logger.warn({ deviceId: target.deviceId, reason: error.message }, 'report refused: over a limit');
    this.#applicationLog.write(session.applicationId, () =>
      describeOverLimit(session.data.device, target, error.message),
    );
    done('close', error.message);
  }

  #isThrottled(
    session: Session<DeviceSession>,
    target: DeviceProfile,
    done: (decision: PublishDecision, reason?: string) => void,
  ): boolean {
    if (this.#limit.take(target, 'fromDevice') === 0) return false;
    const description = this.#limit.describe(target);
    this.#logger.warn({ deviceId: target.deviceId }, `device throttled: more than ${description}`);
    this.#applicationLog.write(session.applicationId, () =>
      describeThrottled(session.data.device, target, description, 'fromDevice'),
    );
    done('close', `throttled: more than ${description}`);
    return true;
  }
}

const notPublished = 'below losant/ and $, devices may publish only to losant/<device id>/state';
const notHeard = 'below losant/ and $, devices may subscribe only to losant/<device id>/command';

/** Whether a connected device may speak for another one, which may be any device of any application. */
function mayActFor(sender: DeviceProfile, target: DeviceProfile): boolean {
  return sender.applicationId === target.applicationId && actsFor(sender, target);
}
