import { isExactNumber } from '../../kernel/json-text.ts';

/** Fields of request bodies that hold secrets, wherever they stand. Their values never reach the record. */
const secretFields: ReadonlySet<string> = new Set([
  'accountKey',
  'cardToken',
  'keyJson',
  'newPassword',
  'password',
  'secret',
  'secretAccessKey',
  'token',
  'twoFactorAuthKey',
  'twoFactorCode',
]);

/** What stands in the place of a secret. */
export const redacted = '********';

/** A copy without the values of secret fields. Bodies are bounded in size and depth by the HTTP server. */
export function redact(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(redact);
  if (typeof value !== 'object' || value === null || isExactNumber(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([field, inner]) => [field, secretFields.has(field) ? redacted : redact(inner)]),
  );
}
