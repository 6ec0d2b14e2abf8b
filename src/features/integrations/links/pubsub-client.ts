import { createHash } from 'node:crypto';
import { parseJson } from '../../../kernel/json-text.ts';
import { cutText } from '../../../kernel/text.ts';
import { readServiceAccount } from '../../../platform/objects/gcs-client.ts';
import type { GooglePubSubConfig } from '../schemas.ts';
import { LinkError } from './link.ts';
import { describeNetworkError } from './network-words.ts';

const service = 'https://pubsub.googleapis.com';
const requestMs = 30_000;
/** Google answers an empty pull after a minute and a half at most. */
const pullMs = 120_000;
const acknowledgeSeconds = 60;

/** A message as Google hands it out; `message` undefined: it is not in a form that Google's are in. */
export interface PulledMessage {
  readonly ackId: string;
  readonly message:
    | {
        /** Base64. */
        readonly data?: string;
        readonly attributes?: Readonly<Record<string, string>>;
        readonly messageId: string;
        readonly publishTime?: string;
      }
    | undefined;
}

const isOptionalText = (value: unknown): boolean => value === undefined || typeof value === 'string';
const isBase64 = (text: string): boolean => /^[\w+/-]*={0,2}$/.test(text);

/** One of the answer to a pull; without an id to acknowledge it by it is left out. */
function readPulled(pulled: unknown): PulledMessage[] {
  const { ackId, message } = (pulled ?? {}) as { ackId?: unknown; message?: unknown };
  if (typeof ackId !== 'string') return [];
  const { data, attributes = {}, messageId, publishTime } = (message ?? {}) as Record<string, unknown>;
  const isReadable =
    typeof messageId === 'string' &&
    isOptionalText(data) &&
    isBase64((data as string | undefined) ?? '') &&
    isOptionalText(publishTime) &&
    typeof attributes === 'object' &&
    attributes !== null &&
    Object.values(attributes).every((value) => typeof value === 'string');
  return [{ ackId, message: isReadable ? (message as PulledMessage['message']) : undefined }];
}

/** What Google answered instead of what was asked for. */
export class PubSubError extends LinkError {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message, { isRefusal: status === 401 || status === 403, isFinal: status === 400 || status === 404 });
    this.status = status;
  }
}

/** The requests of Google Pub/Sub's REST API that an integration makes. */
export class PubSubClient {
  readonly #base: string;
  readonly #projectId: string;
  readonly #authorize: () => Promise<Record<string, string>>;

  /**
   * @param options.emulatorHost an emulator to use instead of the service; it gets no credentials
   * @param options.base where the service is, for tests
   */
  constructor(config: GooglePubSubConfig, options: { emulatorHost?: string | undefined; base?: string } = {}) {
    const { emulatorHost } = options;
    this.#base = emulatorHost === undefined ? (options.base ?? service) : `http://${emulatorHost}`;
    this.#projectId = config.projectId;
    this.#authorize = emulatorHost === undefined ? authorizer(config.keyJson) : async () => ({});
  }

  /** Makes the subscription unless it is there; one whose topic was deleted meanwhile is made anew. */
  async ensureSubscription(name: string, topic: string): Promise<void> {
    const path = this.#subscription(name);
    const body = { topic: this.#topic(topic), ackDeadlineSeconds: acknowledgeSeconds };
    try {
      await this.#call('PUT', path, body);
    } catch (error) {
      if (!(error instanceof PubSubError) || error.status !== 409) throw error;
      const found = (await this.#call('GET', path)) as { topic?: string };
      if (found.topic === body.topic) return;
      await this.#call('DELETE', path);
      await this.#call('PUT', path, body);
    }
  }

  /** False when there was none any more. */
  async deleteSubscription(name: string): Promise<boolean> {
    try {
      await this.#call('DELETE', this.#subscription(name));
      return true;
    } catch (error) {
      if (error instanceof PubSubError && error.status === 404) return false;
      throw error;
    }
  }

  async pull(name: string, maxMessages: number, signal: AbortSignal): Promise<readonly PulledMessage[]> {
    const path = `${this.#subscription(name)}:pull`;
    const answer = (await this.#call('POST', path, { maxMessages }, { signal, timeoutMs: pullMs })) as {
      receivedMessages?: unknown;
    };
    return Array.isArray(answer.receivedMessages) ? answer.receivedMessages.flatMap(readPulled) : [];
  }

  async acknowledge(name: string, ackIds: readonly string[]): Promise<void> {
    await this.#call('POST', `${this.#subscription(name)}:acknowledge`, { ackIds });
  }

  async publish(
    topic: string,
    message: { data: string; attributes: Readonly<Record<string, string>> },
    signal: AbortSignal,
  ): Promise<void> {
    await this.#call('POST', `${this.#topic(topic)}:publish`, { messages: [message] }, { signal });
  }

  /** Shows that the project can be reached with these credentials. */
  async check(): Promise<void> {
    await this.#call('GET', `projects/${this.#projectId}/topics?pageSize=1`);
  }

  #subscription(name: string): string {
    return `projects/${this.#projectId}/subscriptions/${name}`;
  }

  #topic(topic: string): string {
    return topic.startsWith('projects/') ? topic : `projects/${this.#projectId}/topics/${topic}`;
  }

  async #call(
    method: 'GET' | 'PUT' | 'POST' | 'DELETE',
    path: string,
    body?: object,
    { signal, timeoutMs = requestMs }: { signal?: AbortSignal; timeoutMs?: number } = {},
  ): Promise<unknown> {
    let response: Response;
    let text: string;
    try {
      response = await fetch(`${this.#base}/v1/${path}`, {
        method,
        headers: { ...(await this.#authorize()), ...(body ? { 'content-type': 'application/json' } : {}) },
        ...(body ? { body: JSON.stringify(body) } : {}),
        redirect: 'error',
        signal: AbortSignal.any([AbortSignal.timeout(timeoutMs), ...(signal ? [signal] : [])]),
      });
      text = await response.text();
    } catch (error) {
      signal?.throwIfAborted();
      throw new LinkError(describeNetworkError(error, 'Google Pub/Sub'), { cause: error });
    }
    if (response.ok) return text === '' ? {} : readAnswer(text);
    throw new PubSubError(response.status, describeFailure(response.status, text));
  }
}

/** Whatever stands between us and Google may answer with a page of its own. */
function readAnswer(text: string): unknown {
  let answer: unknown;
  try {
    answer = parseJson(text);
  } catch {
    // Told below, as what is JSON and nothing of Google's is.
  }
  if (typeof answer === 'object' && answer !== null && !Array.isArray(answer)) return answer;
  throw new LinkError('Google Pub/Sub answered something that is not its own: is there a proxy in between?');
}

/** The name of the subscription of an integration to a topic (resources.md, "Integrations"). */
export function subscriptionName(integrationId: string, topic: string): string {
  return `signalbox-${integrationId}-${createHash('sha256').update(topic).digest('hex').slice(0, 16)}`;
}

/** Headers with a token that the key itself signs: no other server is asked, whatever addresses the key's file names. */
function authorizer(keyJson: string): () => Promise<Record<string, string>> {
  const account = readServiceAccount(keyJson, 'googlePubSubConfig');
  let loaded: Promise<{ getRequestHeaders(url: string): Promise<Headers> }> | undefined;
  return async () => {
    loaded ??= import('google-auth-library').then(
      ({ JWT }) => new JWT({ email: account.client_email, key: account.private_key }),
    );
    const headers = await (await loaded).getRequestHeaders(`${service}/`);
    return Object.fromEntries(headers);
  };
}

function describeFailure(status: number, text: string): string {
  const reason = readReason(text);
  if (status === 401) return 'Google refused the service account key; check keyJson';
  if (status === 403) return `The service account may not do this; it needs the role Pub/Sub Editor (${reason})`;
  if (status === 404) return `Google does not know the project or the topic (${reason})`;
  if (status === 429) return `The quota of Google Pub/Sub is used up (${reason})`;
  return `Google Pub/Sub answered ${status} (${reason})`;
}

function readReason(text: string): string {
  try {
    const { error } = parseJson(text) as { error?: { message?: unknown } };
    if (typeof error?.message === 'string') return cutText(error.message, 300);
  } catch {
    // Not Google's own form: the status says enough.
  }
  return 'no reason was given';
}
