import { parseJson } from '../../kernel/json-text.ts';
import { cutText } from '../../kernel/text.ts';
import type { NodeContext } from './context.ts';
import { ActionError } from './errors.ts';
import type { HttpAnswer } from './services.ts';

const timeoutMs = 30_000;

/** A request to a service outside, by the rules of outgoing connections. @throws ActionError when there is no response */
export function requestOutside(
  { services, run, signal, timeLeft, node }: NodeContext,
  request: {
    method: string;
    url: string;
    headers?: Readonly<Record<string, string>>;
    body?: Uint8Array | undefined;
    /** Names of headers, in lower case, that are not for another origin that a redirect leads to. */
    secretHeaders?: readonly string[];
  },
): Promise<HttpAnswer> {
  return services.http.request({
    applicationId: run.applicationId,
    method: request.method,
    url: request.url,
    headers: { 'x-signalbox-run': `${run.runId}.${node.id}`, ...request.headers },
    body: request.body,
    timeoutMs: Math.min(timeoutMs, timeLeft()),
    followsRedirects: true,
    isInsecure: false,
    ...(request.secretHeaders ? { secretHeaders: request.secretHeaders } : {}),
    signal,
  });
}

/** Posts JSON to a service outside. @throws ActionError when it does not take it */
export async function postJson(
  context: NodeContext,
  { url, headers = {}, body }: { url: string; headers?: Readonly<Record<string, string>>; body: unknown },
): Promise<HttpAnswer> {
  const answer = await requestOutside(context, {
    method: 'POST',
    url,
    headers: { 'content-type': 'application/json', ...headers },
    body: Buffer.from(JSON.stringify(body)),
  });
  requireSuccess(answer);
  return answer;
}

/** The body of an answer: what it is as JSON, else its text. */
export function parseIfJson({ body }: HttpAnswer): unknown {
  const text = Buffer.from(body).toString('utf8');
  try {
    return parseJson(text);
  } catch {
    return text;
  }
}

/** An answer that must be JSON. @throws ActionError when it is none */
export function readJsonAnswer({ body }: HttpAnswer): unknown {
  try {
    return parseJson(Buffer.from(body).toString('utf8'));
  } catch {
    throw new ActionError('HttpError', 'What the service has returned is no JSON');
  }
}

/** @throws ActionError with what the other side says, for any status but success */
export function requireSuccess({ statusCode, body }: HttpAnswer): void {
  if (statusCode >= 200 && statusCode < 300) return;
  const said = cutText(Buffer.from(body).toString('utf8'), 500);
  throw new ActionError('HttpError', `The service returned the status ${statusCode}${said === '' ? '' : `: ${said}`}`);
}
