import { createWebSocketStream, WebSocket } from 'ws';
import { parseJson } from '../../../kernel/json-text.ts';
import { cutText } from '../../../kernel/text.ts';
import type { MeridianConfig } from '../schemas.ts';
import { type IncomingMessage, LinkError, type LinkOptions, type RunLink } from './link.ts';
import { describeNetworkError } from './network-words.ts';

const handshakeMs = 15_000;
const pingMs = 30_000;
/** Two pings without a pong, and some. */
const silenceMs = 90_000;
/** One message tells of many assets. */
const maxMessageBytes = 4 * 1024 * 1024;
const what = 'Meridian';

/** Of an update of an asset, what decides where it goes. */
interface AssetUpdate {
  readonly zone_events?: readonly unknown[];
}

/**
 * Reads the stream of asset updates of the Meridian service at `baseUrl`: a WebSocket onto which its stream of JSON messages is
 * put, the request being the first message, as the service's web SDK does it (`meridian-web-sdk`, `openStream`).
 */
export function meridianLink({ baseUrl }: { baseUrl: string }): RunLink {
  return async ({ config, events, signal, topics }) => {
    const meridian = config.meridianConfig as MeridianConfig;
    const socket = new WebSocket(streamUrl(baseUrl, meridian), {
      handshakeTimeout: handshakeMs,
      followRedirects: false,
      maxPayload: maxMessageBytes,
      perMessageDeflate: false,
    });
    // Reads no further than is taken: the rest waits in the socket.
    const stream = createWebSocketStream(socket, { readableObjectMode: true });
    const end = (): void => void stream.destroy();
    let heardAt = performance.now();
    let isSilent = false;
    const timer = setInterval(() => {
      isSilent = performance.now() - heardAt > silenceMs;
      if (isSilent) socket.terminate();
      else if (socket.readyState === WebSocket.OPEN) socket.ping();
    }, pingMs);
    const onAlive = (): void => {
      heardAt = performance.now();
      events.onAlive();
    };
    socket.on('pong', onAlive);
    socket.once('open', () => {
      socket.send(JSON.stringify(request(meridian, topics)));
      events.onConnected(() => {
        throw new LinkError('Meridian takes no messages', { isFinal: true });
      });
    });
    signal.addEventListener('abort', end, { once: true });
    if (signal.aborted) end();
    try {
      for await (const chunk of stream) {
        onAlive();
        for (const message of readMessage(String(chunk), meridian)) await events.onMessage(message);
      }
      throw new LinkError('Meridian ended the stream');
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof LinkError) throw error;
      if (isSilent) throw new LinkError('Meridian has gone silent');
      throw describe(error);
    } finally {
      clearInterval(timer);
      signal.removeEventListener('abort', end);
      stream.destroy();
      socket.terminate();
    }
  };
}

/** The gateway of the service takes the method and the header in the query, since browsers cannot send them with a WebSocket. */
function streamUrl(baseUrl: string, { authenticationToken }: MeridianConfig): string {
  const query = new URLSearchParams({ method: 'POST', authorization: `Token ${authenticationToken}` });
  return `${baseUrl.replace(/^http/, 'ws')}/streams/v1/track/assets?${query}`;
}

/** Topics are maps (floors); none: the whole location. */
function request({ locationId }: MeridianConfig, topics: LinkOptions['topics']) {
  const location = { location_id: locationId };
  return {
    asset_requests: [
      topics.length === 0
        ? { resource_type: 'LOCATION', ...location }
        : { resource_type: 'FLOOR', ...location, resource_ids: topics },
    ],
  };
}

function* readMessage(text: string, { assetUpdates, zoneUpdates }: MeridianConfig): Generator<IncomingMessage> {
  const { error, result } = parse(text);
  if (error) throw refusal(error);
  const isEither = assetUpdates !== undefined || zoneUpdates !== undefined;
  for (const update of result?.asset_updates ?? []) {
    if (typeof update !== 'object' || update === null) continue;
    const bytes = Buffer.byteLength(JSON.stringify(update));
    const to = (topic: string) => ({ topic, data: { topic, message: update }, bytes, isAcknowledged: true });
    if (assetUpdates ?? !isEither) yield to('asset_update');
    const { zone_events: zoneEvents = [] } = update;
    if ((zoneUpdates ?? !isEither) && zoneEvents.length > 0) yield to('zone_update');
  }
}

interface StreamError {
  readonly message?: unknown;
  readonly http_code?: unknown;
  readonly grpc_code?: unknown;
  readonly code?: unknown;
}

function parse(text: string): { error?: StreamError; result?: { asset_updates?: AssetUpdate[] } } {
  try {
    return (parseJson(text) ?? {}) as ReturnType<typeof parse>;
  } catch {
    throw new LinkError('Meridian sent something that is not JSON');
  }
}

/** Codes of gRPC: 7 is "permission denied", 16 "unauthenticated". */
function refusal({ message, http_code: http, grpc_code: grpc, code }: StreamError): LinkError {
  const isRefusal = [401, 403].includes(Number(http)) || [7, 16].includes(Number(grpc ?? code));
  if (isRefusal) return new LinkError('Meridian refused the authentication token', { isRefusal });
  return new LinkError(`Meridian said: ${cutText(String(message), 200)}`);
}

function describe(error: unknown): LinkError {
  const status = /Unexpected server response: (\d+)/.exec(error instanceof Error ? error.message : '')?.[1];
  if (status === '401' || status === '403') {
    return new LinkError('Meridian refused the authentication token', { isRefusal: true });
  }
  return new LinkError(describeNetworkError(error, what), { cause: error });
}
