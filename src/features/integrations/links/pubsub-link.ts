import { setTimeout as sleep } from 'node:timers/promises';
import type { GooglePubSubConfig } from '../schemas.ts';
import { describeBytes, type IncomingMessage, type LinkOptions, type RunLink } from './link.ts';
import { PubSubClient, PubSubError, type PulledMessage, subscriptionName } from './pubsub-client.ts';

const messagesPerPull = 100;
/** Between pulls that were answered at once with nothing, and between signs of life without topics. */
const pauseMs = 1_000;
const checkMs = 30_000;

/** What the link of Pub/Sub needs besides. */
export interface PubSubLinkOptions {
  readonly emulatorHost: string | undefined;
  /** Remembers subscriptions before they are made, so that they are removed some day, whatever happens here. */
  readonly remember: (integrationId: string, config: GooglePubSubConfig, topics: readonly string[]) => Promise<void>;
}

/** Pulls from one subscription per topic; a message is acknowledged once it is taken. */
export function pubSubLink({ emulatorHost, remember }: PubSubLinkOptions): RunLink {
  return async (options) => {
    const { integrationId, topics, events, signal } = options;
    const config = options.config.googlePubSubConfig as GooglePubSubConfig;
    const client = new PubSubClient(config, { emulatorHost });
    await remember(integrationId, config, topics);
    const names = new Map([...new Set(topics)].map((topic) => [topic, subscriptionName(integrationId, topic)]));
    for (const [topic, name] of names) {
      if (signal.aborted) return;
      await client.ensureSubscription(name, topic);
    }
    if (names.size === 0) await client.check();
    if (signal.aborted) return;
    // The first that fails ends all of them: they are of one integration, and begin anew together.
    const failed = new AbortController();
    const until = AbortSignal.any([signal, failed.signal]);
    events.onConnected(({ topic, payload, attributes }) =>
      client.publish(topic, { data: Buffer.from(payload).toString('base64'), attributes }, until),
    );
    const loops = [...names].map(([topic, name]) => pullFor({ client, topic, name, options, signal: until }));
    if (loops.length === 0) loops.push(checkNowAndThen(client, options));
    try {
      await Promise.all(loops);
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      failed.abort();
      await Promise.allSettled(loops);
    }
  };
}

async function pullFor(subscription: {
  client: PubSubClient;
  topic: string;
  name: string;
  options: LinkOptions;
  signal: AbortSignal;
}): Promise<void> {
  const { client, topic, name, options, signal } = subscription;
  while (!signal.aborted) {
    const askedAt = performance.now();
    const pulled = await pullOrMakeAnew(subscription);
    options.events.onAlive();
    if (pulled.length === 0) {
      if (performance.now() - askedAt < pauseMs) await sleep(pauseMs, undefined, { signal }).catch(() => {});
      continue;
    }
    // What was pulled is taken even when the link is to end: it would come again only after its deadline.
    await Promise.all(
      pulled.map(async ({ message }) => {
        if (message) await options.events.onMessage(toMessage(topic, message));
        // It is acknowledged, too: it would come again for ever.
        else options.events.onUnreadable(topic, 'it is in no form of Google Pub/Sub');
      }),
    );
    await client.acknowledge(
      name,
      pulled.map(({ ackId }) => ackId),
    );
  }
}

/** Somebody may have deleted the subscription at Google. */
async function pullOrMakeAnew(subscription: {
  client: PubSubClient;
  topic: string;
  name: string;
  signal: AbortSignal;
}) {
  const { client, topic, name, signal } = subscription;
  try {
    return await client.pull(name, messagesPerPull, signal);
  } catch (error) {
    if (!(error instanceof PubSubError) || error.status !== 404) throw error;
    await client.ensureSubscription(name, topic);
    return [];
  }
}

async function checkNowAndThen(client: PubSubClient, { events, signal }: LinkOptions): Promise<void> {
  while (!signal.aborted) {
    await sleep(checkMs, undefined, { signal }).catch(() => {});
    if (signal.aborted) return;
    await client.check();
    events.onAlive();
  }
}

function toMessage(topic: string, message: NonNullable<PulledMessage['message']>): IncomingMessage {
  const bytes = Buffer.from(message.data ?? '', 'base64');
  const { text, encoding } = describeBytes(bytes);
  const { flowVersion } = message.attributes ?? {};
  return {
    topic,
    data: {
      topic,
      id: message.messageId,
      data: text,
      attributes: message.attributes ?? {},
      timestamp: message.publishTime,
      ...(encoding ? { encoding } : {}),
    },
    bytes: bytes.byteLength,
    isAcknowledged: true,
    ...(flowVersion === undefined ? {} : { flowVersion }),
  };
}
