import type { MqttClient } from 'mqtt';
import { splitHost } from '../config.ts';
import type { MqttConfig } from '../schemas.ts';
import {
  describeBytes,
  type IncomingMessage,
  LinkError,
  type LinkOptions,
  type Publish,
  type RunLink,
} from './link.ts';
import { openMqttStream } from './mqtt-stream.ts';
import { describeNetworkError } from './network-words.ts';

/** From the first byte to the broker's answer. */
const connectMs = 20_000;
const keepAliveSeconds = 30;
/** How long a broker may take to confirm a subscription or a message. */
const answerMs = 30_000;
const closeMs = 2_000;
/** MQTT 5 ends a session with its connection unless told otherwise; this means never, as MQTT 3.1.1 has it. */
const forEver = 0xffff_ffff;

type Version = 4 | 5;

/** A connection to an MQTT broker: as MQTT 3.1.1, and where the broker does not take that, as MQTT 5. */
export const runMqttLink: RunLink = async (options) => {
  try {
    await runAs(4, options);
  } catch (error) {
    if (!(error instanceof WrongVersionError)) throw error;
    await runAs(5, options);
  }
};

class WrongVersionError extends LinkError {}

async function runAs(version: Version, options: LinkOptions): Promise<void> {
  const { signal, policy, events } = options;
  const config = options.config.mqttConfig as MqttConfig;
  const target = `${splitHost(config).host}:${config.port}`;
  const ended = Promise.withResolvers<void>();
  // Whoever awaits it last hears of it.
  ended.promise.catch(() => {});
  const fail = (error: LinkError): void => ended.reject(error);
  const open = () => {
    const stream = openMqttStream(config, policy);
    // The library keeps errors without a code to itself.
    stream.on('error', (error) => fail(toLinkError(error, target)));
    return stream as never;
  };
  // A tenth of what a start of the server takes: loaded when an integration needs it.
  const { MqttClient: Client } = await import('mqtt');
  const client = new Client(open, {
    protocolVersion: version,
    clientId: config.clientId ?? '',
    clean: config.clean ?? true,
    keepalive: keepAliveSeconds,
    connectTimeout: connectMs,
    // The connection is made anew by whoever runs the link, with the stored configuration of then.
    reconnectPeriod: 0,
    resubscribe: false,
    queueQoSZero: false,
    manualConnect: true,
    ...(config.username === undefined ? {} : { username: config.username }),
    ...(config.password === undefined ? {} : { password: config.password }),
    ...(version === 5 && config.clean === false ? { properties: { sessionExpiryInterval: forEver } } : {}),
  });
  client.on('error', (error) => fail(toLinkError(error, target)));
  client.on('disconnect', (packet) => fail(new LinkError(describeDisconnect(packet.reasonCode))));
  client.on('close', () => fail(new LinkError(`${target} closed the connection`)));
  client.on('packetreceive', () => events.onAlive());
  // The library goes on with the next packet, and acknowledges this one, only when it is called back.
  client.handleMessage = (packet, done) => {
    events.onMessage(toMessage(packet)).then(
      () => done(),
      (error) => fail(toLinkError(error, target)),
    );
  };
  try {
    const connected = new Promise<void>((resolve) => client.once('connect', () => resolve()));
    const over = Promise.race([ended.promise, untilAborted(signal)]);
    client.connect();
    await Promise.race([connected, over]);
    if (!signal.aborted) await Promise.race([subscribe(client, options, config), over]);
    if (signal.aborted) return;
    events.onConnected(publisher(client, ended.promise));
    await over;
  } finally {
    await close(client, { inGoodOrder: signal.aborted });
  }
}

/** Says good-bye first, where that is wanted, but does not wait long for it. */
async function close(client: MqttClient, { inGoodOrder }: { inGoodOrder: boolean }): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, closeMs);
  });
  await Promise.race([client.endAsync(!inGoodOrder).catch(() => {}), timeout]);
  clearTimeout(timer);
  client.stream?.destroy();
}

async function subscribe(client: MqttClient, options: LinkOptions, { clean }: MqttConfig): Promise<void> {
  const topics = [...new Set(options.topics)];
  const former = clean === false ? options.formerTopics.filter((topic) => !topics.includes(topic)) : [];
  if (former.length > 0)
    await within(client.unsubscribeAsync(former), 'The broker did not confirm the end of a subscription');
  if (topics.length > 0) {
    const asked = client.subscribeAsync(topics, { qos: 1 }).catch((error: unknown) => {
      const { granted = [] } = (error as { packet?: { granted?: unknown[] } }).packet ?? {};
      const refused = topics.filter((_, index) => Number(granted[index]) >= 0x80);
      throw new LinkError(`The broker refused the subscription to ${refused.join(', ') || 'the topics'}`, {
        cause: error,
      });
    });
    await within(asked, 'The broker did not confirm the subscriptions');
  }
  if (clean === false) await options.events.onSubscribed(topics);
}

function publisher(client: MqttClient, ended: Promise<void>): Publish {
  const over = ended.then(() => {
    throw new LinkError('The connection was closed');
  });
  over.catch(() => {});
  return async ({ topic, payload, qos, retain }) => {
    const sent = client.publishAsync(topic, Buffer.from(payload), { qos, retain }).catch((error: unknown) => {
      // Only MQTT 5 says that it does not want a message.
      const code = (error as { code?: unknown }).code;
      const isFinal = typeof code === 'number' && code >= 0x80 && code !== 0x97;
      throw new LinkError(`The broker refused the message (reason ${String(code ?? 'unknown')})`, {
        isFinal,
        cause: error,
      });
    });
    await Promise.race([within(sent, 'The broker did not confirm a message'), over]);
  };
}

function toMessage(packet: { topic: string; payload: string | Buffer; qos: number }): IncomingMessage {
  const payload = Buffer.from(packet.payload);
  const { text, encoding } = describeBytes(payload);
  return {
    topic: packet.topic,
    data: { type: 'message', topic: packet.topic, message: text, ...(encoding ? { encoding } : {}) },
    bytes: payload.byteLength,
    isAcknowledged: packet.qos > 0,
  };
}

/** Reasons of a CONNACK, of MQTT 3.1.1 (3.2.2.3) and of MQTT 5 (3.2.2.2). */
const refusals: Readonly<Record<number, string>> = {
  2: 'The broker refused the client id',
  4: 'The broker refused the user name or the password',
  5: 'The broker refused the login: check client id, user name, password and certificate',
  133: 'The broker refused the client id',
  134: 'The broker refused the user name or the password',
  135: 'The broker refused the login: check client id, user name, password and certificate',
  138: 'The broker has banned this client',
  140: 'The broker asks for another way of logging in',
};

function toLinkError(error: unknown, target: string): LinkError {
  if (error instanceof LinkError) return error;
  const { code, message } = error as { code?: unknown; message?: string };
  if (typeof code === 'number') {
    if (code === 1 || code === 0x84) return new WrongVersionError('The broker speaks neither MQTT 3.1.1 nor MQTT 5');
    const refusal = refusals[code];
    if (refusal) return new LinkError(refusal, { isRefusal: true });
    return new LinkError(`The broker refused the connection (reason ${code})`, { cause: error });
  }
  if (message === 'connack timeout')
    return new LinkError(`${target} did not answer as an MQTT broker; check protocol and port`);
  if (message === 'Keepalive timeout') return new LinkError(`${target} has gone silent`);
  return new LinkError(describeNetworkError(error, target), { cause: error });
}

function describeDisconnect(reason: number | undefined): string {
  if (reason === 0x8e) return 'Another client connected with the same client id';
  if (reason === 0x8b) return 'The broker is shutting down';
  return `The broker ended the connection (reason ${reason ?? 'unknown'})`;
}

function within<Value>(promise: Promise<Value>, failure: string): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new LinkError(failure)), answerMs);
  });
  return Promise.race([promise, timeout]).finally(() => clearTimeout(timer));
}

/** Resolves when the signal aborts. */
function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
