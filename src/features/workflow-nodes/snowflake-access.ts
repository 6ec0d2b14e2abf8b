import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import type { NodeContext } from './context.ts';
import { credentialKey, useCredential } from './credential-use.ts';
import { ActionError, NodeError } from './errors.ts';
import { createToken } from './json-web-token.ts';

const tokenSeconds = 300;
/** Hosts of Snowflake: what is signed goes nowhere else. */
const hostPattern = /^[a-z0-9](?:[a-z0-9_.-]{0,200}[a-z0-9])?\.snowflakecomputing\.(?:com|cn)$/i;

/**
 * Who asks Snowflake, and where: a credential, or host, user and private key. The token is good for five minutes
 * (key-pair authentication of Snowflake's SQL API).
 *
 * @throws ActionError CredentialError; NodeError TemplateError, or ValidationError for a host that is none
 */
export async function readSnowflakeAccess(
  context: NodeContext,
): Promise<{ readonly host: string; readonly token: string }> {
  const { config } = context;
  const used = config.has(credentialKey) ? await useCredential(context, 'snowflake') : undefined;
  const read = (field: string, key: string) =>
    used ? (used[field] ?? '') : config.requiredText(key, { escape: false });
  // As it stands in the browser, too.
  const host = read('host', 'hostTemplate')
    .trim()
    .replace(/^https:\/\//i, '')
    .replace(/\/$/, '');
  if (!hostPattern.test(host)) throw new NodeError('ValidationError', 'The host is none of Snowflake');
  const user = read('username', 'usernameTemplate').trim().toUpperCase();
  const pem = read('privateKey', 'privateKeyTemplate');
  const name = `${nameAccount(host)}.${user}`;
  const seconds = Math.floor(context.now() / 1000);
  const claims = { iss: `${name}.${fingerprint(readKey(pem))}`, sub: name, iat: seconds, exp: seconds + tokenSeconds };
  return { host, token: createToken(claims, { algorithm: 'RS256', key: pem }) };
}

/** The account of `<account>.<region>.snowflakecomputing.com`, as tokens name it: without regions, in capitals. */
function nameAccount(host: string): string {
  return (host.split('.')[0] ?? '').toUpperCase();
}

function readKey(pem: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch {
    throw new ActionError(
      'CredentialError',
      'The private key cannot be read: it must be in PEM, and without a password',
    );
  }
}

function fingerprint(key: KeyObject): string {
  const publicKey = createPublicKey(key).export({ type: 'spki', format: 'der' });
  return `SHA256:${createHash('sha256').update(publicKey).digest('base64')}`;
}
