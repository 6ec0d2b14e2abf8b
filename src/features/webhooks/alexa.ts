import { createVerify, type KeyObject, X509Certificate } from 'node:crypto';
import { rootCertificates } from 'node:tls';
import { LRUCache } from 'lru-cache';
import { parseIsoTime } from '../../kernel/time-text.ts';
import { checkChain, readCertificates } from './certificate-chain.ts';
import { notVerified } from './verification.ts';

const certificateHost = 's3.amazonaws.com';
const certificateFolder = '/echo.api/';
const signerName = 'echo-api.amazon.com';
/** Older requests may be replays. */
const maxAgeMs = 150_000;
/** Certificates that are kept, and failures to get one; there is one in use at a time, and anybody can make up paths. */
const maxKept = 20;
/** A certificate is looked at anew after this long, though it be valid for longer. */
const keptMs = 3_600_000;
/** What could not be fetched is not asked for again so soon. */
const failureKeptMs = 60_000;

/** What the check of Alexa's signature rests on; tests bring a certificate authority of their own. */
export interface AlexaTrust {
  /** Fetches a text from a host of the public internet. @throws Error in words for people */
  readonly fetchText: (url: URL) => Promise<string>;
  /** The authorities that may stand behind the certificate. */
  readonly roots: () => readonly X509Certificate[];
  /** Epoch ms. */
  readonly now: () => number;
}

type Kept = { readonly key: KeyObject; readonly validUntil: number } | { readonly failure: string };

/**
 * Tells whether a request comes from Alexa (resources.md, "Webhooks"): its body is signed with the key of a certificate that
 * Amazon publishes at the URL in its headers.
 */
export class AlexaVerifier {
  readonly #trust: AlexaTrust;
  readonly #kept = new LRUCache<string, Promise<Kept>>({ max: maxKept });

  constructor(trust: AlexaTrust) {
    this.#trust = trust;
  }

  /** @throws AppError Validation saying what is wrong */
  async verify(request: { headers: Readonly<Record<string, unknown>>; body: Buffer; parsed: unknown }): Promise<void> {
    const { headers, body, parsed } = request;
    // The cheap checks first: whoever makes up a request should not have us fetch anything for it.
    const url = toCertificateUrl(headers.signaturecertchainurl);
    checkAge(parsed, this.#trust.now());
    const { algorithm, signature } = readSignature(headers);
    const kept = await this.#getKey(url);
    if ('failure' in kept) throw notVerified(`The certificate of SignatureCertChainUrl was refused: ${kept.failure}`);
    if (!createVerify(algorithm).update(body).verify(kept.key, signature)) {
      throw notVerified('The signature does not belong to the body');
    }
  }

  async #getKey(url: URL): Promise<Kept> {
    const known = await this.#kept.get(url.href);
    if (known && ('failure' in known || this.#trust.now() <= known.validUntil)) return known;
    if (known) this.#kept.delete(url.href);
    const found = this.#kept.get(url.href) ?? this.#fetchKey(url);
    this.#kept.set(url.href, found, { ttl: keptMs });
    const fetched = await found;
    if ('failure' in fetched) this.#kept.set(url.href, found, { ttl: failureKeptMs });
    return fetched;
  }

  async #fetchKey(url: URL): Promise<Kept> {
    try {
      const certificates = readCertificates(await this.#trust.fetchText(url));
      const options = { host: signerName, roots: this.#trust.roots(), now: this.#trust.now() };
      const validUntil = checkChain(certificates, options);
      const [leaf] = certificates;
      if (!leaf) throw new Error('there is no certificate');
      if (leaf.publicKey.asymmetricKeyType !== 'rsa') throw new Error('its key is not an RSA key');
      return { key: leaf.publicKey, validUntil };
    } catch (error) {
      return { failure: error instanceof Error ? error.message : String(error) };
    }
  }
}

let roots: readonly X509Certificate[] | undefined;

/** The authorities that Node.js trusts, read once, when they are first needed. */
export function publicRoots(): readonly X509Certificate[] {
  roots ??= rootCertificates.map((pem) => new X509Certificate(pem));
  return roots;
}

/** @throws AppError Validation when the URL is not one of Amazon's certificates */
function toCertificateUrl(header: unknown): URL {
  const text = typeof header === 'string' ? header : '';
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isRight =
    url !== undefined &&
    url.protocol === 'https:' &&
    url.hostname === certificateHost &&
    url.port === '' &&
    url.username === '' &&
    url.password === '' &&
    url.pathname.startsWith(certificateFolder);
  if (!isRight) {
    throw notVerified(
      `SignatureCertChainUrl must be an https:// URL at ${certificateHost} whose path begins with ${certificateFolder}`,
    );
  }
  // What stands behind the path would only make one file many.
  return new URL(url.pathname, url.origin);
}

function checkAge(body: unknown, now: number): void {
  const request = (body as { readonly request?: { readonly timestamp?: unknown } } | null)?.request;
  const text = request?.timestamp;
  const time = typeof text === 'string' ? parseIsoTime(text) : undefined;
  if (time === undefined) throw notVerified('request.timestamp is missing or is no time');
  if (Math.abs(now - time) > maxAgeMs) throw notVerified('request.timestamp is more than 150 seconds off');
}

function readSignature(headers: Readonly<Record<string, unknown>>): { algorithm: string; signature: Buffer } {
  const { signature: sha1, 'signature-256': sha256 } = headers;
  const text = sha256 ?? sha1;
  if (typeof text !== 'string' || text === '') throw notVerified('The Signature header is missing');
  return { algorithm: sha256 === undefined ? 'RSA-SHA1' : 'RSA-SHA256', signature: Buffer.from(text, 'base64') };
}
