import { isExactNumber, parseJson } from '../../kernel/json-text.ts';
import { cutText } from '../../kernel/text.ts';
import { redacted } from '../../platform/secrets/secret-field.ts';
import type { KeptCall, WebhookCallRow } from './call-store.ts';
import type { WebhookCallData } from './listeners.ts';

/** Characters of a body that are kept: enough to see what came, too little to fill a disk. */
const maxBodyCharacters = 8192;

/** What is kept of a request. */
interface KeptRequest {
  readonly query: unknown;
  readonly headers: unknown;
  readonly body: unknown;
  readonly bodyTruncated: boolean;
}

/** The last words of names under which senders put what would let a reader of the calls act in their place. */
const secretName = /(^|[^a-z])(authorization|token|secret|password|api[-_]?key)$/i;

/** A call as it is kept: its body cut to a length, its secrets hidden. */
export function toKeptCall(
  data: WebhookCallData,
  about: { callId: string; time: number; address: string; bodyBytes: number; responseCode: number | null },
): KeptCall {
  const body = hideSecrets(data.body);
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const cut = cutText(text, maxBodyCharacters);
  const bodyTruncated = cut.length < text.length;
  const request: KeptRequest = {
    query: hideSecrets(data.query),
    headers: hideSecrets(data.headers),
    body: bodyTruncated ? cut : body,
    bodyTruncated,
  };
  return {
    id: about.callId,
    calledAt: new Date(about.time),
    address: about.address,
    method: data.method,
    path: data.path,
    request: JSON.stringify(request),
    bodyBytes: about.bodyBytes,
    responseCode: about.responseCode,
  };
}

/** A kept call as the API returns it. */
export function toCall(row: WebhookCallRow) {
  const { query, headers, body, bodyTruncated } = parseJson(row.request) as KeptRequest;
  return {
    id: row.id,
    time: row.called_at.toISOString(),
    address: row.address,
    method: row.method,
    path: row.path,
    query,
    headers,
    body,
    bodyBytes: row.body_bytes,
    bodyTruncated,
    responseCode: row.response_code,
  };
}

/** A copy without the values that go by the name of a secret. Bodies are bounded in size and depth by who parsed them. */
function hideSecrets(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || isExactNumber(value)) return value;
  if (Array.isArray(value)) return value.map(hideSecrets);
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, isSecret(name) ? redacted : hideSecrets(inner)]),
  );
}

/** `accessToken` as well as `access_token`. */
function isSecret(name: string): boolean {
  return secretName.test(name.replaceAll(/([a-z])([A-Z])/g, '$1_$2'));
}
