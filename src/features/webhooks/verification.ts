import { AppError } from '../../kernel/errors.ts';
import { errorResponse, type WebhookResponse } from './answers.ts';
import { isSame } from './basic-auth.ts';

/** A hand-shake of a sender that wants to know whether the URL is its customer's: it is answered and triggers nothing. */
export interface Handshake {
  readonly response: WebhookResponse;
  /** For the log. */
  readonly message: string;
}

type Query = Readonly<Record<string, unknown>>;

/**
 * What a call must be answered at once because it is the hand-shake of the webhook's kind (resources.md, "Webhooks");
 * undefined when it is a call like any other.
 *
 * @param code the verification code with its globals filled in; undefined when one is missing, so that nothing equals it
 */
export function findHandshake(
  kind: string,
  call: { readonly method: string; readonly query: Query },
  code: string | undefined,
): Handshake | undefined {
  if (call.method !== 'get') return undefined;
  if (kind === 'facebook' && call.query['hub.mode'] === 'subscribe') return answerFacebook(call.query, code);
  if (kind === 'fitbit' && call.query.verify !== undefined) return answerFitbit(call.query, code);
  return undefined;
}

function answerFacebook(query: Query, code: string | undefined): Handshake {
  if (!isCode(query['hub.verify_token'], code)) {
    const response = errorResponse(403, 'hub.verify_token is not the verification code');
    return { response, message: 'hub.verify_token is not the verification code' };
  }
  const { 'hub.challenge': challenge } = query;
  const response = {
    status: 200,
    headers: { 'content-type': 'text/plain; charset=utf-8' },
    body: typeof challenge === 'string' ? challenge : '',
  };
  return { response, message: 'the URL was verified' };
}

function answerFitbit(query: Query, code: string | undefined): Handshake {
  if (isCode(query.verify, code))
    return { response: { status: 204, headers: {}, body: '' }, message: 'the URL was verified' };
  return {
    response: errorResponse(404, 'verify is not the verification code'),
    message: 'verify is not the verification code',
  };
}

/** An empty code is no code: whoever has not set one is not verified by sending none. */
function isCode(given: unknown, code: string | undefined): boolean {
  return code !== undefined && code !== '' && typeof given === 'string' && isSame(given, code);
}

/** A call whose sender could not prove who it is. */
export function notVerified(reason: string): AppError {
  return new AppError('Validation', reason);
}
