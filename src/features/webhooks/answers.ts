import { AppError, invalid } from '../../kernel/errors.ts';

/** What a waiting request is answered with; the text of a JSON value at most 5 MiB long. */
export interface WebhookAnswer {
  /** 100 to 599; left out: 200. */
  readonly responseCode?: number;
  /** A text is sent as it is, anything else as JSON. */
  readonly body?: unknown;
  /** Those that a webhook may not set are left out. */
  readonly headers?: Readonly<Record<string, unknown>>;
}

/** An answer as it is sent. */
export interface WebhookResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** As long as a workflow's payload may be. */
const maxAnswerBytes = 5 * 1024 * 1024;

const contentTypes: ReadonlySet<string> = new Set([
  'application/json',
  'application/xml',
  'text/plain',
  'text/xml',
  'text/csv',
]);
const json = 'application/json';

/**
 * What a reply cannot say: what the connection and the framing of the body need, cookies, who may read it from another
 * origin, and what is the same for every answer.
 */
const fixedNames =
  /^(connection|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade|content-length|content-encoding|date|set-cookie2?|access-control-.*|content-security-policy|x-content-type-options|x-xss-protection|x-request-id|strict-transport-security|:.*)$/;

/** On every answer of a webhook: whatever a browser takes it for, it may load nothing and run nothing. */
export const fixedHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': "default-src 'none'",
  'x-content-type-options': 'nosniff',
  'x-xss-protection': '0',
};

/** @throws AppError Validation when the code is none, or the answer too long */
export function checkAnswer(answer: WebhookAnswer): void {
  const { responseCode = 200 } = answer;
  if (!Number.isInteger(responseCode) || responseCode < 100 || responseCode > 599) {
    throw invalid('responseCode', 'must be an integer from 100 to 599');
  }
  if (Buffer.byteLength(JSON.stringify(answer)) > maxAnswerBytes) {
    throw new AppError('Validation', 'The reply is larger than 5 MiB');
  }
}

/** A reply as it is sent (resources.md, "Webhooks"). Of headers that HTTP does not allow nothing is sent. */
export function toResponse({ responseCode = 200, body, headers = {} }: WebhookAnswer): WebhookResponse {
  const sent: Record<string, string> = {};
  let contentType = json;
  for (const [name, value] of Object.entries(headers)) {
    const lower = name.toLowerCase();
    const text = Array.isArray(value) ? value.join(', ') : String(value);
    if (lower === 'content-type') contentType = readContentType(text);
    else if (isSendable(lower, text)) sent[lower] = text;
  }
  const status = toStatus(responseCode);
  if (isWithoutBody(status)) return { status, headers: sent, body: '' };
  return { status, headers: { ...sent, 'content-type': `${contentType}; charset=utf-8` }, body: toText(body) };
}

/** What a webhook of a kind responds with when nobody replies by hand. */
export function defaultResponse(kind: string, responseCode: number): WebhookResponse {
  if (kind === 'fitbit') return { status: 204, headers: {}, body: '' };
  if (kind === 'twilio') {
    const body = '<?xml version="1.0" encoding="UTF-8"?><Response></Response>';
    return { status: 200, headers: { 'content-type': 'text/xml; charset=utf-8' }, body };
  }
  return toResponse({ responseCode, body: { success: true } });
}

/** What a webhook that is switched off responds with, so that senders do not repeat their calls. */
export const disabledResponse: WebhookResponse = toResponse({ body: { success: true } });

/** As errors of webhooks look: no envelope, senders are programs of others. */
export function errorResponse(status: number, message: string): WebhookResponse {
  return toResponse({ responseCode: status, body: { error: message } });
}

/** A code below 200 announces a final answer (RFC 9110, 15.2): sent as one, callers would wait for ever. */
function toStatus(responseCode: number): number {
  return responseCode < 200 ? 200 : responseCode;
}

function isWithoutBody(status: number): boolean {
  return status === 204 || status === 205 || status === 304;
}

function readContentType(text: string): string {
  const [type = ''] = text.split(';', 1);
  const lower = type.trim().toLowerCase();
  return contentTypes.has(lower) ? lower : json;
}

function isSendable(name: string, value: string): boolean {
  if (fixedNames.test(name)) return false;
  return /^[!#$%&'*+.^_`|~0-9a-z-]+$/.test(name) && /^[\t\x20-\x7e\x80-\xff]*$/.test(value);
}

function toText(body: unknown): string {
  if (typeof body === 'string') return body;
  return body === undefined || body === null ? '' : JSON.stringify(body);
}
