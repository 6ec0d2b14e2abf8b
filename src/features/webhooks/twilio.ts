import { createHash, createHmac } from 'node:crypto';
import { isSame } from './basic-auth.ts';
import { notVerified } from './verification.ts';

/** What Twilio signs of a request. */
export interface SignedByTwilio {
  /** As the sender knows it, with its query. */
  readonly url: string;
  readonly headers: Readonly<Record<string, unknown>>;
  /** As it came. */
  readonly body: Buffer;
}

/**
 * Tells whether a request comes from Twilio (resources.md, "Webhooks"): `X-Twilio-Signature` is the HMAC-SHA1 of its URL and the
 * fields of its form under the account's token; a body that is no form is named by its SHA-256 in the query.
 *
 * @param token undefined is the token of nobody
 * @throws AppError Validation saying what is wrong
 */
export function checkTwilio(request: SignedByTwilio, token: string | undefined): void {
  const { 'x-twilio-signature': signature } = request.headers;
  if (typeof signature !== 'string' || signature === '') throw notVerified('The X-Twilio-Signature header is missing');
  const sum = /[?&]bodySHA256=([^&#]*)/.exec(request.url)?.[1];
  if (sum !== undefined && !isSame(sum.toLowerCase(), createHash('sha256').update(request.body).digest('hex'))) {
    throw notVerified('bodySHA256 does not belong to the body');
  }
  const fields = sum === undefined ? toSignedFields(request) : '';
  // Every form of the URL is compared, so that the time does not tell which one it was.
  const matches = formsOf(request.url).filter(
    (url) => token !== undefined && isSame(signature, sign(token, url + fields)),
  );
  if (matches.length === 0) {
    throw notVerified(
      'X-Twilio-Signature does not belong to the request: it is made of the verification code and the URL',
    );
  }
}

function sign(token: string, text: string): string {
  return createHmac('sha1', token).update(text, 'utf8').digest('base64');
}

/** Name and value of each field behind the other, in the order of names and values; what is repeated counts once. */
function toSignedFields({ headers, body }: SignedByTwilio): string {
  const { 'content-type': type } = headers;
  if (typeof type !== 'string' || !/^application\/x-www-form-urlencoded\s*(;|$)/i.test(type)) return '';
  const values = new Map<string, Set<string>>();
  for (const [name, value] of new URLSearchParams(body.toString('utf8'))) {
    values.set(name, (values.get(name) ?? new Set()).add(value));
  }
  return [...values.keys()]
    .sort()
    .flatMap((name) => [...(values.get(name) ?? [])].sort().map((value) => name + value))
    .join('');
}

/** Twilio signs the default port for some kinds of calls and leaves it out for others. */
function formsOf(url: string): string[] {
  const [, scheme = '', host = '', rest = ''] = /^(https?):\/\/([^/?#]*)(.*)$/s.exec(url) ?? [];
  const port = scheme === 'https' ? ':443' : ':80';
  if (host.endsWith(port)) return [url, `${scheme}://${host.slice(0, -port.length)}${rest}`];
  return /:\d+$/.test(host) ? [url] : [url, `${scheme}://${host}${port}${rest}`];
}
