import { invalid } from '../../kernel/errors.ts';
import type { ApplicationRef } from '../../kernel/owner.ts';
import { actingFlowOf, countSourceOf, type Principal } from '../../kernel/principal.ts';
import { isReservedTopic, isValidTopicName } from '../../kernel/topic-filter.ts';
import type { Bus } from '../../platform/bus/bus.ts';
import type { ApplicationLog } from '../application-log/index.ts';
import type { PublishToSpace, TopicListeners } from '../connections/index.ts';
import type { UsageCounter } from '../usage/index.ts';

const maxTopicBytes = 230;

/** Custom messages from programs into an application's topic space. */
export class MessageService {
  readonly #bus: Bus;
  readonly #usage: UsageCounter;
  readonly #publish: PublishToSpace;
  readonly #listeners: TopicListeners;
  readonly #log: ApplicationLog;

  constructor(options: {
    bus: Bus;
    usage: UsageCounter;
    publish: PublishToSpace;
    listeners: TopicListeners;
    applicationLog: ApplicationLog;
  }) {
    this.#bus = options.bus;
    this.#usage = options.usage;
    this.#publish = options.publish;
    this.#listeners = options.listeners;
    this.#log = options.applicationLog;
  }

  /** Publishes at QoS 0 to device subscribers and streams (semantics.md, "mqttPublishMessage"). */
  async publish(
    { applicationId, applicationRowId }: ApplicationRef,
    principal: Principal,
    body: { topic: string; message: string },
  ): Promise<{ success: true }> {
    checkTopic(body.topic);
    const payload = Buffer.from(body.message);
    await this.#listeners.requireRoom(applicationRowId, body.topic);
    this.#usage.add({ applicationRowId, deviceRowId: 0, type: 'mqttIn', source: countSourceOf(principal) });
    await this.#publish(applicationId, { topic: body.topic, payload, qos: 0, retain: false });
    this.#bus.emit('message', { applicationId, topic: body.topic, payload });
    const { topic } = body;
    const flow = actingFlowOf(principal);
    const from = flow ? { flowId: flow.flowId, chain: flow.chain } : { principal };
    await this.#listeners.take({ applicationRowId, topic, payload, isAcknowledged: true, from });
    const bytes = payload.byteLength;
    this.#log.write(applicationId, () => ({
      level: 'info',
      type: 'message',
      message: `${bytes} bytes were published on ${body.topic} by REST (${nameCaller(principal)}).`,
      details: { topic: body.topic, bytes, via: 'rest' },
    }));
    return { success: true };
  }
}

function nameCaller(principal: Principal): string {
  const flow = actingFlowOf(principal);
  if (flow) return `workflow ${flow.name}`;
  return principal.kind === 'device'
    ? `device ${principal.deviceId}`
    : principal.via === 'user'
      ? 'a user'
      : 'an API token';
}

function checkTopic(topic: string): void {
  if (Buffer.byteLength(topic) > maxTopicBytes)
    throw invalid('topic', `must not be longer than ${maxTopicBytes} bytes`);
  if (/[+#]/.test(topic)) throw invalid('topic', 'must not contain a wildcard');
  if (isReservedTopic(topic)) throw invalid('topic', 'must not start with losant/ or $');
  if (!isValidTopicName(topic)) throw invalid('topic', 'must be a valid MQTT topic');
}
