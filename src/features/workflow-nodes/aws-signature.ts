import { createHash, createHmac } from 'node:crypto';

/** Who signs, and for which region. */
export interface AwsSigner {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly region: string;
}

const algorithm = 'AWS4-HMAC-SHA256';

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
export function signForS3(
  request: { method: string; url: URL; headers?: Readonly<Record<string, string>>; body?: Uint8Array | undefined },
  signer: AwsSigner,
  now: number,
): Record<string, string> {
  const time = toTime(now);
  const hash = sha256(request.body ?? '');
  const headers: Record<string, string> = {
    ...request.headers,
    host: request.url.host,
    'x-amz-content-sha256': hash,
    'x-amz-date': time,
  };
  const names = Object.keys(headers).sort();
  const signed = names.join(';');
  const canonical = [
    request.method,
    request.url.pathname,
    canonicalQuery(request.url),
    ...names.map((name) => `${name}:${headers[name]?.trim()}`),
    '',
    signed,
    hash,
  ].join('\n');
  const { scope, signature } = sign(canonical, signer, time);
  const { host: _host, ...sent } = headers;
  const credential = `${signer.accessKeyId}/${scope}`;
  return {
    ...sent,
    authorization: `${algorithm} Credential=${credential}, SignedHeaders=${signed}, Signature=${signature}`,
  };
}

/** A URL by which anybody may GET an object for some seconds. */
export function presignForS3(url: URL, signer: AwsSigner, { now, seconds }: { now: number; seconds: number }): string {
  const time = toTime(now);
  const signedUrl = new URL(url);
  const parameters = {
    'X-Amz-Algorithm': algorithm,
    'X-Amz-Credential': `${signer.accessKeyId}/${scopeOf(signer, time)}`,
    'X-Amz-Date': time,
    'X-Amz-Expires': String(seconds),
    'X-Amz-SignedHeaders': 'host',
  };
  for (const [name, value] of Object.entries(parameters)) signedUrl.searchParams.set(name, value);
  const query = canonicalQuery(signedUrl);
  const canonical = ['GET', url.pathname, query, `host:${url.host}`, '', 'host', 'UNSIGNED-PAYLOAD'].join('\n');
  const { signature } = sign(canonical, signer, time);
  return `${url.origin}${url.pathname}?${query}&X-Amz-Signature=${signature}`;
}

function sign(canonical: string, signer: AwsSigner, time: string): { scope: string; signature: string } {
  const scope = scopeOf(signer, time);
  const text = [algorithm, time, scope, sha256(canonical)].join('\n');
  const steps = [time.slice(0, 8), signer.region, 's3', 'aws4_request'];
  let key: Buffer = Buffer.from(`AWS4${signer.secretAccessKey}`);
  for (const step of steps) key = createHmac('sha256', key).update(step).digest();
  return { scope, signature: createHmac('sha256', key).update(text).digest('hex') };
}

function scopeOf({ region }: AwsSigner, time: string): string {
  return `${time.slice(0, 8)}/${region}/s3/aws4_request`;
}

function canonicalQuery({ searchParams }: URL): string {
  return [...searchParams]
    .map(([name, value]) => `${encodeForAws(name)}=${encodeForAws(value)}`)
    .sort()
    .join('&');
}

function toTime(now: number): string {
  return new Date(now).toISOString().replaceAll(/[-:]|\.\d+/g, '');
}

function sha256(data: Uint8Array | string): string {
  return createHash('sha256').update(data).digest('hex');
}
