import type { ClientRequest, IncomingMessage } from 'node:http';
import type { OutgoingPolicy } from '../../../platform/network/outgoing-hosts.ts';
import { refuseUrl, requestOutgoing } from '../../../platform/network/outgoing-request.ts';
import { ActionError, type HttpAnswer, type HttpCall, type HttpService } from '../../workflow-nodes/index.ts';
import type { OpenConnections } from './open-connections.ts';

/** What a payload can hold (workflows.md, "3. The run"). */
const maxAnswerBytes = 5 * 1024 * 1024;
const maxRedirects = 5;
// biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is looked for
const controls = /[\u0000-\u001f\u007f]/;
/** Not sent on to another origin. */
const credentials = ['authorization', 'cookie', 'proxy-authorization'];

/** Requests of flows to hosts outside, each on a connection of its own to the very address that was judged. */
export class OutgoingHttp implements HttpService {
  readonly #policy: OutgoingPolicy;
  readonly #open: OpenConnections;

  constructor(policy: OutgoingPolicy, open: OpenConnections) {
    this.#policy = policy;
    this.#open = open;
  }

  async request(call: HttpCall): Promise<HttpAnswer> {
    const { applicationId, timeoutMs, followsRedirects } = call;
    const leave = this.#open.enter(applicationId);
    const deadline = AbortSignal.timeout(Math.max(timeoutMs, 1));
    const signal = AbortSignal.any([deadline, call.signal]);
    try {
      let next: HttpCall = { ...call, signal };
      for (let redirects = 0; ; redirects += 1) {
        const answer = await this.#send(next);
        const to = followsRedirects ? readRedirect(next.url, answer) : undefined;
        if (to === undefined) return answer;
        if (redirects === maxRedirects) throw new ActionError('HttpError', `more than ${maxRedirects} redirects`);
        next = followRedirect(next, to, answer.statusCode);
      }
    } catch (error) {
      if (deadline.aborted) throw new ActionError('TimeoutError', `no response within ${timeoutMs / 1000} s`);
      throw error;
    } finally {
      leave();
    }
  }

  async #send(call: HttpCall): Promise<HttpAnswer> {
    const { method, headers, body, signal, isInsecure, ca, cert, key } = call;
    // A line break inside is no part of an address, but the parser leaves it out: the call would go to another one.
    const url = !controls.test(call.url.trim()) && URL.canParse(call.url) ? new URL(call.url) : undefined;
    if (!url) throw new ActionError('ValidationError', `${JSON.stringify(call.url)} is not an http:// or https:// URL`);
    const refusal = refuseUrl(url, this.#policy);
    if (refusal !== undefined) throw new ActionError('HttpError', `${url.host || url.protocol} ${refusal}`);
    return new Promise((resolve, reject) => {
      let request: ClientRequest;
      const fail = (error: NodeJS.ErrnoException): void =>
        reject(
          new ActionError('HttpError', error.code === undefined ? error.message : `${error.code}: ${error.message}`),
        );
      try {
        request = requestOutgoing(url, this.#policy, {
          method,
          headers:
            body && !('transfer-encoding' in headers) ? { ...headers, 'content-length': body.byteLength } : headers,
          signal,
          rejectUnauthorized: !isInsecure,
          ...(ca === undefined ? {} : { ca }),
          ...(cert === undefined ? {} : { cert }),
          ...(key === undefined ? {} : { key }),
        });
      } catch (error) {
        return fail(error as Error);
      }
      request.once('error', fail);
      request.once('response', (response) => readAnswer(response).then(resolve, reject));
      request.end(body);
    });
  }
}

async function readAnswer(response: IncomingMessage): Promise<HttpAnswer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of response) {
      bytes += chunk.byteLength;
      if (bytes > maxAnswerBytes) break;
      chunks.push(chunk);
    }
  } catch (error) {
    throw new ActionError('HttpError', `the response broke off: ${(error as Error).message}`);
  }
  if (bytes > maxAnswerBytes)
    throw new ActionError('PayloadTooLarge', `the response is larger than ${maxAnswerBytes} bytes`);
  const headers: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(response.headers)) if (value !== undefined) headers[name] = value;
  return { statusCode: response.statusCode ?? 0, headers, body: Buffer.concat(chunks) };
}

function readRedirect(from: string, { statusCode, headers }: HttpAnswer): string | undefined {
  const { location } = headers;
  if (![301, 302, 303, 307, 308].includes(statusCode) || typeof location !== 'string') return undefined;
  return URL.canParse(location, from) ? new URL(location, from).href : undefined;
}

/** As browsers do: 303 always, and 301 and 302 after a POST, go on as a GET without a body. */
function followRedirect(call: HttpCall, url: string, statusCode: number): HttpCall {
  const isOtherOrigin = new URL(url).origin !== new URL(call.url).origin;
  const becomesGet = statusCode === 303 || ((statusCode === 301 || statusCode === 302) && call.method === 'POST');
  const headers = Object.fromEntries(
    Object.entries(call.headers).filter(([name]) => {
      const lower = name.toLowerCase();
      if (isOtherOrigin && (credentials.includes(lower) || call.secretHeaders?.includes(lower))) return false;
      return lower !== 'host' && !(becomesGet && lower.startsWith('content-'));
    }),
  );
  const isSameCertificate = isOtherOrigin ? { cert: undefined, key: undefined } : {};
  if (!becomesGet || call.method === 'HEAD') return { ...call, ...isSameCertificate, url, headers };
  return { ...call, ...isSameCertificate, url, headers, method: 'GET', body: undefined };
}
