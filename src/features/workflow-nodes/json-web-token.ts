import {
  createHmac,
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  sign,
  timingSafeEqual,
  verify,
} from 'node:crypto';
import { parseJson } from '../../kernel/json-text.ts';
import { cutText } from '../../kernel/text.ts';
import { ActionError } from './errors.ts';

/** What a token says, and how it is signed. */
export interface TokenParts {
  readonly header: Readonly<Record<string, unknown>>;
  readonly payload: unknown;
  readonly signature: string;
}

/** Longer than any header that carries a token. */
const maxTokenLength = 64 * 1024;
const algorithmPattern = /^(HS|RS|ES)(256|384|512)$/;
/** The curve of each hash of ES (RFC 7518, 3.4), as OpenSSL calls it. */
const curves: Readonly<Record<string, string>> = { 256: 'prime256v1', 384: 'secp384r1', 512: 'secp521r1' };

/**
 * Makes a signed token (RFC 7519): of HS by a secret, of RS and ES by a private key in PEM.
 *
 * @throws ActionError ValidationError for an algorithm that we do not have and a key that is not for it
 */
export function createToken(
  claims: Readonly<Record<string, unknown>>,
  options: { readonly algorithm: string; readonly key: string; readonly header?: Readonly<Record<string, unknown>> },
): string {
  const [, family = '', bits = ''] = algorithmPattern.exec(options.algorithm) ?? [];
  if (family === '') throw refused(`The algorithm is not known: ${cutText(options.algorithm, 80)}`);
  // Last: a header can say more, but not that the token is signed otherwise than it is.
  const header = { typ: 'JWT', ...options.header, alg: options.algorithm };
  const signed = `${encode(JSON.stringify(header))}.${encode(JSON.stringify(claims))}`;
  return `${signed}.${makeSignature(signed, { family, bits }, options.key).toString('base64url')}`;
}

interface Algorithm {
  /** HS, RS, ES. */
  readonly family: string;
  readonly bits: string;
}

function makeSignature(signed: string, { family, bits }: Algorithm, key: string): Buffer {
  if (family === 'HS') return createHmac(`sha${bits}`, key).update(signed).digest();
  const privateKey = readKey(key, createPrivateKey);
  if (!privateKey || !isKeyFor(privateKey, { family, bits })) throw refused(`The key is not one of ${family}${bits}`);
  return sign(`sha${bits}`, Buffer.from(signed), { key: privateKey, dsaEncoding: 'ieee-p1363' });
}

/** Reads a token and checks nothing. @throws ActionError JsonWebTokenError when it is none */
export function decodeToken(token: string): TokenParts {
  const [header = '', payload = '', signature, more] = token.split('.', 4);
  if (token.length > maxTokenLength || signature === undefined || more !== undefined) throw malformed();
  const read = decodeJson(header);
  if (typeof read !== 'object' || read === null || Array.isArray(read)) throw malformed();
  return { header: read as Record<string, unknown>, payload: decodeJson(payload), signature };
}

/**
 * Checks the signature, `exp`, `nbf` and, if asked for, the issuer of a token. The key's type says which algorithms are
 * taken, whatever the token claims: RS or ES for a PEM key, HS for any other secret, never `none`.
 *
 * @throws ActionError JsonWebTokenError, TokenExpiredError or NotBeforeError when the token does not hold
 */
export function verifyToken(
  token: string,
  options: { readonly key: string; readonly issuer: string; readonly now: number },
): TokenParts {
  const parts = decodeToken(token);
  const [, family = '', bits = ''] = algorithmPattern.exec(String(parts.header.alg)) ?? [];
  const signed = token.slice(0, token.lastIndexOf('.'));
  // A token whose header names extensions that must be understood is not (RFC 7515, 4.1.11).
  if ('crit' in parts.header || !isSignedBy(signed, parts.signature, { family, bits }, options.key))
    throw new ActionError('JsonWebTokenError', 'invalid signature');
  checkClaims(parts.payload, options);
  return parts;
}

function isSignedBy(signed: string, signature: string, algorithm: Algorithm, key: string): boolean {
  const { family, bits } = algorithm;
  const given = Buffer.from(signature, 'base64url');
  if (!key.includes('-----BEGIN')) {
    if (family !== 'HS') return false;
    const expected = makeSignature(signed, algorithm, key);
    return given.length === expected.length && timingSafeEqual(given, expected);
  }
  const publicKey = readKey(key, createPublicKey);
  if (!publicKey || !isKeyFor(publicKey, algorithm)) return false;
  return verify(`sha${bits}`, Buffer.from(signed), { key: publicKey, dsaEncoding: 'ieee-p1363' }, given);
}

function isKeyFor(key: KeyObject, { family, bits }: Algorithm): boolean {
  if (family === 'RS') return key.asymmetricKeyType === 'rsa';
  return family === 'ES' && key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === curves[bits];
}

/** A key in PEM, whose line breaks may be written `\n`, as they are in the key files of cloud services. */
function readKey(text: string, read: (pem: string) => KeyObject): KeyObject | undefined {
  try {
    return read(text.replaceAll('\\n', '\n'));
  } catch {
    return undefined;
  }
}

function checkClaims(payload: unknown, { issuer, now }: { readonly issuer: string; readonly now: number }): void {
  const { exp, nbf, iss } = (typeof payload === 'object' && payload !== null ? payload : {}) as Record<string, unknown>;
  const seconds = Math.floor(now / 1000);
  for (const [name, value] of [
    ['exp', exp],
    ['nbf', nbf],
  ] as const)
    if (value !== undefined && typeof value !== 'number')
      throw new ActionError('JsonWebTokenError', `invalid ${name} value`);
  if (typeof nbf === 'number' && nbf > seconds) throw new ActionError('NotBeforeError', 'jwt not active');
  if (typeof exp === 'number' && exp <= seconds) throw new ActionError('TokenExpiredError', 'jwt expired');
  if (issuer !== '' && iss !== issuer)
    throw new ActionError('JsonWebTokenError', `jwt issuer invalid. expected: ${issuer}`);
}

function encode(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64url');
}

function decodeJson(part: string): unknown {
  try {
    return parseJson(Buffer.from(part, 'base64url').toString('utf8'));
  } catch {
    throw malformed();
  }
}

function malformed(): ActionError {
  return new ActionError('JsonWebTokenError', 'jwt malformed');
}

function refused(message: string): ActionError {
  return new ActionError('ValidationError', message);
}
