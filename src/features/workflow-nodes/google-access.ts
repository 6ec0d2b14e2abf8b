import { createHash, createPrivateKey, type KeyObject, sign } from 'node:crypto';
import { parseJson } from '../../kernel/json-text.ts';
import { isObject } from '../../platform/language/index.ts';
import { encodeForAws } from './aws-signature.ts';
import type { NodeContext } from './context.ts';
import { credentialField, credentialKey, useCredential } from './credential-use.ts';
import type { FieldDeclaration } from './declaration.ts';
import { ActionError } from './errors.ts';
import { readJsonAnswer, requestOutside, requireSuccess } from './outward.ts';
import { encodePath } from './path-segments.ts';

/** A service account of Google, as its key file says. */
export interface ServiceAccount {
  readonly email: string;
  readonly privateKey: KeyObject;
  readonly projectId: string | undefined;
}

/** Not the one that the key file names: what is signed there would be good elsewhere. */
const tokenUrl = 'https://oauth2.googleapis.com/token';
const assertionSeconds = 600;

/** Who asks Google: a credential, or a key file. @param dataKey where the key file is, as the platform names it */
export function googleAccountFields(dataKey: string): readonly FieldDeclaration[] {
  return [
    credentialField('One of the type gcp; in place of the key file.'),
    {
      key: 'jwtDataMethod',
      kind: 'select',
      label: 'Key file from',
      options: ['jsonTemplate', 'payloadPath'],
    },
    {
      key: dataKey,
      kind: 'json',
      kindBy: { key: 'jwtDataMethod', kinds: { payloadPath: 'path' } },
      label: 'Key file',
      help: 'Of a service account, in JSON.',
    },
    { key: 'projectIdTemplate', kind: 'template', label: 'Project', help: 'Empty: that of the service account.' },
  ];
}

/**
 * The service account that `googleAccountFields` speak of.
 *
 * @throws ActionError CredentialError when there is none; NodeError TemplateError
 */
export async function readServiceAccount(context: NodeContext, dataKey: string): Promise<ServiceAccount> {
  const { config } = context;
  if (config.has(credentialKey)) {
    const { keyJson = '' } = await useCredential(context, 'gcp');
    return parseServiceAccount(keyJson);
  }
  if (config.plain('jwtDataMethod') === 'payloadPath') return parseServiceAccount(config.read(dataKey));
  // The whole file may come from one mustache, whose quotes are not to be escaped.
  return parseServiceAccount(config.requiredText(dataKey, { escape: false }));
}

function parseServiceAccount(given: unknown): ServiceAccount {
  const key = typeof given === 'string' ? parse(given) : given;
  const { client_email: email, private_key: pem, project_id: project } = isObject(key) ? key : {};
  if (typeof email !== 'string' || typeof pem !== 'string') {
    throw new ActionError(
      'CredentialError',
      'The key file is none of a service account: client_email or private_key is missing',
    );
  }
  try {
    const privateKey = createPrivateKey(pem);
    return { email, privateKey, projectId: typeof project === 'string' ? project : undefined };
  } catch {
    throw new ActionError('CredentialError', 'The private_key of the service account cannot be read');
  }
}

function parse(text: string): unknown {
  try {
    // Copied with the file.
    return parseJson(text.replace(/^\uFEFF/, ''));
  } catch {
    throw new ActionError('CredentialError', 'The key file of the service account is no JSON');
  }
}

/**
 * A token of the service account, good for an hour (OAuth 2.0 for service accounts, RFC 7523): for APIs by `scope`, for what takes
 * identities by `target_audience`.
 *
 * @throws ActionError when Google gives none
 */
export async function fetchGoogleToken(
  context: NodeContext,
  { email, privateKey }: ServiceAccount,
  wish: { readonly scope: string } | { readonly target_audience: string },
): Promise<string> {
  const seconds = Math.floor(context.now() / 1000);
  const claims = { iss: email, aud: tokenUrl, iat: seconds, exp: seconds + assertionSeconds, ...wish };
  const unsigned = [{ alg: 'RS256', typ: 'JWT' }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  const signature = sign('sha256', Buffer.from(unsigned), privateKey).toString('base64url');
  const form = new URLSearchParams({
    grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
    assertion: `${unsigned}.${signature}`,
  });
  const answer = await requestOutside(context, {
    method: 'POST',
    url: tokenUrl,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: Buffer.from(form.toString()),
  });
  requireSuccess(answer);
  const said = readJsonAnswer(answer);
  const { access_token: access, id_token: identity } = isObject(said) ? said : {};
  const token = access ?? identity;
  if (typeof token !== 'string' || token === '') throw new ActionError('HttpError', 'Google has returned no token');
  return token;
}

/**
 * A URL by which anybody may read an object for some seconds (V4 signing of Google Cloud Storage). Google's own library would ask the
 * machine who it is.
 *
 * @param options.now epoch ms
 */
export function presignForGoogle(
  { email, privateKey }: ServiceAccount,
  { bucket, object }: { readonly bucket: string; readonly object: string },
  { now, seconds }: { readonly now: number; readonly seconds: number },
): string {
  const host = 'storage.googleapis.com';
  const time = new Date(now).toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const scope = `${time.slice(0, 8)}/auto/storage/goog4_request`;
  const path = `/${bucket}/${encodePath(object)}`;
  // In the order of their names, as they are signed.
  const query = Object.entries({
    'X-Goog-Algorithm': 'GOOG4-RSA-SHA256',
    'X-Goog-Credential': `${email}/${scope}`,
    'X-Goog-Date': time,
    'X-Goog-Expires': String(seconds),
    'X-Goog-SignedHeaders': 'host',
  })
    .map(([name, value]) => `${name}=${encodeForAws(value)}`)
    .join('&');
  const canonical = ['GET', path, query, `host:${host}\n`, 'host', 'UNSIGNED-PAYLOAD'].join('\n');
  const hash = createHash('sha256').update(canonical).digest('hex');
  const toSign = ['GOOG4-RSA-SHA256', time, scope, hash].join('\n');
  const signature = sign('sha256', Buffer.from(toSign), privateKey).toString('hex');
  return `https://${host}${path}?${query}&X-Goog-Signature=${signature}`;
}
