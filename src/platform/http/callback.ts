import type { OutgoingPolicy } from '../network/outgoing-hosts.ts';
import { refuseUrl, requestOutgoing } from '../network/outgoing-request.ts';

/** From the connection to the status line. */
const timeoutMs = 10_000;

/** What the operator allows beyond the public internet (`SIGNALBOX_CALLBACK_HOSTS`). */
export type CallbackPolicy = OutgoingPolicy;

/**
 * Why a URL must not be called on behalf of somebody, in words that follow its name; undefined when it may. Names are
 * looked up only when they are called.
 */
export function refuseCallback(text: string, policy: CallbackPolicy): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && (url.username !== '' || url.password !== '')) return 'must not hold a user name or password';
  return refuseUrl(url, policy);
}

/** A URL may not be called at all, whenever it is tried. */
export class CallbackRefusedError extends Error {}

/**
 * Posts JSON to a URL that somebody has named. Follows no redirects, reads no answer beyond its status.
 *
 * @param options.signal ends the call early
 * @param options.headers more headers, of the bytes that are sent
 * @param options.field what the URL is called in messages; left out: `callbackUrl`
 * @throws CallbackRefusedError, or Error in words for people, unless the answer's status is 2xx
 */
export async function postCallback(
  text: string,
  body: unknown,
  policy: CallbackPolicy,
  {
    signal: aborted,
    headers,
    field = 'callbackUrl',
  }: { signal?: AbortSignal; headers?: (body: Uint8Array) => Readonly<Record<string, string>>; field?: string } = {},
): Promise<void> {
  const refusal = refuseCallback(text, policy);
  if (refusal !== undefined) throw new CallbackRefusedError(`${field} ${refusal}`);
  const url = new URL(text);
  const payload = Buffer.from(JSON.stringify(body));
  const status = await new Promise<number>((resolve, reject) => {
    const request = requestOutgoing(url, policy, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'content-length': payload.byteLength,
        'user-agent': 'Signalbox',
        ...headers?.(payload),
      },
      signal: AbortSignal.any([AbortSignal.timeout(timeoutMs), ...(aborted ? [aborted] : [])]),
    });
    request.once('error', (error) => reject(new Error(explain(error), { cause: error })));
    request.once('response', (response) => {
      response.on('error', () => {});
      response.destroy();
      resolve(response.statusCode ?? 0);
    });
    request.end(payload);
  });
  if (status < 200 || status > 299) throw new Error(`the callback URL answered ${status}`);
}

function explain(error: NodeJS.ErrnoException): string {
  if (error.name === 'AbortError' || error.name === 'TimeoutError') return 'the callback URL did not respond in time';
  return `the callback URL could not be called (${error.code ?? error.message})`;
}
