import { normalizeText } from '../../kernel/text.ts';
import { equalSecrets, hashSecret } from '../../platform/secrets/hashes.ts';

/** What a caller must know. An empty text must be empty in the header too; undefined can be known by nobody. */
export interface Credentials {
  readonly username: string | undefined;
  readonly password: string | undefined;
}

/** Whether an Authorization header (RFC 7617) has these credentials, in whichever form of Unicode; compared in constant time. */
export function isAuthorized(header: string | undefined, { username, password }: Credentials): boolean {
  const encoded = /^Basic +([A-Za-z0-9+/_-]*={0,2})$/i.exec(header ?? '')?.[1];
  if (encoded === undefined || username === undefined || password === undefined) return false;
  const given = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = given.indexOf(':');
  if (colon < 0) return false;
  const isUsername = isSame(normalizeText(given.slice(0, colon)), normalizeText(username));
  const isPassword = isSame(normalizeText(given.slice(colon + 1)), normalizeText(password));
  return isUsername && isPassword;
}

/** Whether two texts are the same, in a time that tells neither how much of them is nor how long they are. */
export function isSame(given: string, expected: string): boolean {
  return equalSecrets(hashSecret(given), hashSecret(expected));
}
