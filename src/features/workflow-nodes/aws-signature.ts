import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';

/** Who signs, and for which region. */
export interface AwsSigner {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly region: string;
}

const hashHeader = 'x-amz-content-sha256';

/** Percent-encodes everything but unreserved characters (RFC 3986), as signatures of AWS want it. */
export function encodeForAws(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/**
 * The headers of a signed request to S3 (AWS Signature Version 4): those that are given, and what signing adds.
 *
 * @param request.url its path percent-encoded with `encodeForAws`
 * @param now epoch ms
 */
export async function signForS3(
  request: { method: string; url: URL; headers?: Readonly<Record<string, string>>; body?: Uint8Array | undefined },
  signer: AwsSigner,
  now: number,
): Promise<Record<string, string>> {
  const { method, url, body } = request;
  const toSign = { ...placeOf(url), method, body, headers: { ...request.headers, host: url.host } };
  const signed = await signatureOf(signer).sign(toSign, { signingDate: new Date(now) });
  const { host: _host, ...sent } = signed.headers;
  return sent;
}

/**
 * The headers of a signed request to another service of AWS (Signature Version 4): those that are given, and what signing adds.
 *
 * @param request.url its path percent-encoded with `encodeForAws`, without a query
 * @param options.now epoch ms
 */
export async function signForAws(
  request: { method: string; url: URL; headers: Readonly<Record<string, string>>; body: Uint8Array },
  signer: AwsSigner,
  { service, now }: { service: string; now: number },
): Promise<Record<string, string>> {
  const { method, url, body } = request;
  const toSign = { ...placeOf(url), method, body, headers: { ...request.headers, host: url.host } };
  const signed = await makeSignature(signer, { service }).sign(toSign, { signingDate: new Date(now) });
  const { host: _host, ...sent } = signed.headers;
  return sent;
}

/** A URL by which anybody may GET an object for some seconds. */
export async function presignForS3(
  url: URL,
  signer: AwsSigner,
  { now, seconds }: { now: number; seconds: number },
): Promise<string> {
  const request = {
    ...placeOf(url),
    method: 'GET',
    headers: { host: url.host, [hashHeader]: 'UNSIGNED-PAYLOAD' },
  };
  // It tells the library what to sign, and goes nowhere else: whoever uses the link sends no such header.
  const apart = new Set([hashHeader]);
  const { query = {} } = await signatureOf(signer).presign(request, {
    expiresIn: seconds,
    signingDate: new Date(now),
    unhoistableHeaders: apart,
    unsignableHeaders: apart,
  });
  const pairs = Object.entries(query).map(([name, value]) => `${name}=${encodeForAws(String(value))}`);
  return `${url.origin}${url.pathname}?${pairs.join('&')}`;
}

function signatureOf(signer: AwsSigner): SignatureV4 {
  // S3 is the one service whose paths are encoded once, and that wants the hash of the body in a header.
  return makeSignature(signer, { service: 's3', uriEscapePath: false, applyChecksum: true });
}

function makeSignature(
  { accessKeyId, secretAccessKey, region }: AwsSigner,
  options: { service: string; uriEscapePath?: boolean; applyChecksum?: boolean },
): SignatureV4 {
  return new SignatureV4({
    region,
    credentials: { accessKeyId, secretAccessKey },
    sha256: Sha256,
    applyChecksum: false,
    ...options,
  });
}

function placeOf(url: URL) {
  return { protocol: url.protocol, hostname: url.hostname, path: url.pathname, query: {} };
}

type Source = string | ArrayBuffer | ArrayBufferView;
const toBytes = (source: Source): string | Uint8Array => {
  if (typeof source === 'string') return source;
  if (source instanceof ArrayBuffer) return new Uint8Array(source);
  return new Uint8Array(source.buffer, source.byteOffset, source.byteLength);
};

/** SHA-256, with a key HMAC, of Node.js as the library wants it. */
class Sha256 {
  readonly #hash: Hash | Hmac;

  constructor(secret?: Source) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', toBytes(secret));
  }

  update(data: Source): void {
    this.#hash.update(toBytes(data));
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }
}
