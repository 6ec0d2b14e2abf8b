import { parseJson } from '../../../kernel/json-text.ts';
import type { ParticleConfig } from '../schemas.ts';
import {
  describeBytes,
  type IncomingMessage,
  LinkError,
  type LinkOptions,
  type Publish,
  type RunLink,
} from './link.ts';
import { describeNetworkError } from './network-words.ts';
import { SseReader } from './sse-reader.ts';

const requestMs = 30_000;
/** The cloud sends a comment at least every half minute or so. */
const silenceMs = 120_000;
/** Names and data of events are below a few KiB. */
const maxEventLength = 256 * 1024;

/** Reads the event stream of the Particle cloud at `baseUrl`, and publishes events there. */
export function particleLink({ baseUrl }: { baseUrl: string }): RunLink {
  return async (options) => {
    const config = options.config.particleConfig as ParticleConfig;
    const { events, signal } = options;
    const silent = new AbortController();
    const over = new AbortController();
    let timer = setTimeout(() => silent.abort(), requestMs);
    const isAlive = (): void => {
      clearTimeout(timer);
      timer = setTimeout(() => silent.abort(), silenceMs);
    };
    try {
      const response = await fetch(`${baseUrl}${eventsPath(config, options.topics)}`, {
        headers: { authorization: `Bearer ${config.accessToken}`, accept: 'text/event-stream' },
        redirect: 'error',
        signal: AbortSignal.any([signal, silent.signal]),
      });
      if (!response.ok || !response.body) {
        await response.body?.cancel();
        throw new LinkError(describeStatus(response.status), { isRefusal: isLoginRefused(response.status) });
      }
      isAlive();
      events.onConnected(publisher(baseUrl, config, AbortSignal.any([signal, over.signal])));
      await readEvents(response.body, options, isAlive);
      throw new LinkError('The Particle cloud ended the event stream');
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof LinkError) throw error;
      if (silent.signal.aborted) throw new LinkError('The Particle cloud has gone silent');
      throw new LinkError(describeNetworkError(error, 'The Particle cloud'), { cause: error });
    } finally {
      clearTimeout(timer);
      over.abort();
    }
  };
}

async function readEvents(body: ReadableStream<Uint8Array>, options: LinkOptions, isAlive: () => void): Promise<void> {
  const { events, topics } = options;
  const reader = new SseReader({ maxLength: maxEventLength });
  for await (const chunk of body) {
    isAlive();
    events.onAlive();
    for (const bytes of reader.push(Buffer.from(chunk).toString('latin1'))) {
      const { event, data } = { event: toText(bytes.event), data: toText(bytes.data) };
      if (!topics.some((topic) => matchesEvent(topic, event.text))) continue;
      const message = event.encoding || data.encoding ? undefined : toMessage(event.text, data.text);
      // What comes meanwhile waits in the socket.
      if (message) await events.onMessage(message);
      else events.onUnreadable(event.text, 'it is not JSON in UTF-8');
    }
  }
}

/** Bytes were read as Latin-1, so that what is not UTF-8 spoils its own event and no other. */
function toText(latin1: string): ReturnType<typeof describeBytes> {
  return describeBytes(Buffer.from(latin1, 'latin1'));
}

function toMessage(name: string, text: string): IncomingMessage | undefined {
  let event: { data?: unknown; ttl?: unknown; published_at?: unknown; coreid?: unknown } | null;
  try {
    event = parseJson(text) as typeof event;
  } catch {
    return undefined;
  }
  if (typeof event !== 'object' || event === null) return undefined;
  const { data = null, ttl = null, published_at = null, coreid = null } = event;
  // The cloud keeps no events, but what stands in the socket is not lost while it waits.
  return {
    topic: name,
    data: { name, data, ttl, published_at, coreid },
    bytes: Buffer.byteLength(typeof data === 'string' ? data : text),
    isAcknowledged: true,
  };
}

function publisher(baseUrl: string, { accessToken, productSlugOrId }: ParticleConfig, signal: AbortSignal): Publish {
  const path = productSlugOrId === undefined ? '/v1/devices/events' : `/v1/products/${segment(productSlugOrId)}/events`;
  return async ({ topic, payload }) => {
    let response: Response;
    try {
      response = await fetch(`${baseUrl}${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
        body: JSON.stringify({ name: topic, data: describeBytes(payload).text, private: true }),
        redirect: 'error',
        signal: AbortSignal.any([signal, AbortSignal.timeout(requestMs)]),
      });
      await response.body?.cancel();
    } catch (error) {
      throw new LinkError(describeNetworkError(error, 'The Particle cloud'), { cause: error });
    }
    if (response.ok) return;
    const isFinal = [400, 404, 413, 422].includes(response.status);
    throw new LinkError(`The Particle cloud refused the event (status ${response.status})`, { isFinal });
  };
}

/** Where the stream is that has every event of the topics; what else it has is left out here. */
export function eventsPath(config: ParticleConfig, topics: readonly string[]): string {
  const { productSlugOrId: product, orgSlugOrId: organization, deviceNameOrId: device } = config;
  const root =
    product !== undefined
      ? `/v1/products/${segment(product)}${device === undefined ? '' : `/devices/${segment(device)}`}`
      : organization !== undefined
        ? `/v1/orgs/${segment(organization)}`
        : `/v1/devices${device === undefined ? '' : `/${segment(device)}`}`;
  const prefix = commonPrefix(topics);
  return `${root}/events${prefix === '' ? '' : `/${segment(prefix)}`}`;
}

/** Whether an event is meant by a topic: its name, or a prefix that ends in `*`. */
export function matchesEvent(topic: string, name: string): boolean {
  return topic.endsWith('*') ? name.startsWith(topic.slice(0, -1)) : name === topic;
}

/** What the names of all events that are wanted begin with. Without topics, something that no event's name begins with. */
function commonPrefix(topics: readonly string[]): string {
  const [first, ...rest] = topics.map((topic) => topic.replace(/\*$/, ''));
  if (first === undefined) return 'signalbox/none';
  return rest.reduce((prefix, topic) => {
    let length = 0;
    while (length < prefix.length && prefix[length] === topic[length]) length += 1;
    const common = prefix.slice(0, length);
    // Two emojis may have their first halves in common, which no URL can say.
    return common.isWellFormed() ? common : common.slice(0, -1);
  }, first);
}

function segment(text: string): string {
  return encodeURIComponent(text);
}

function isLoginRefused(status: number): boolean {
  return status === 400 || status === 401 || status === 403;
}

function describeStatus(status: number): string {
  if (status === 400 || status === 401) return 'The Particle cloud refused the access token';
  if (status === 403) return 'The access token may not read these events: check product, organization and device';
  if (status === 404) return 'The Particle cloud does not know the product, the organization or the device';
  if (status === 429) return 'The Particle cloud asks for fewer requests';
  return `The Particle cloud answered ${status}`;
}
