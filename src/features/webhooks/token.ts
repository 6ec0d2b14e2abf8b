import { randomBytes } from 'node:crypto';

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** The fewest base-62 digits that hold 160 bits. */
const tokenLength = 27;

/** A new token: 160 random bits in base 62 (resources.md, "Webhooks"). */
export function newToken(): string {
  let rest = BigInt(`0x${randomBytes(20).toString('hex')}`);
  let token = '';
  for (let digit = 0; digit < tokenLength; digit += 1) {
    token = `${digits[Number(rest % 62n)]}${token}`;
    rest /= 62n;
  }
  return token;
}

/** Whether a text could be a token; everything else need not be looked up. */
export function isToken(text: string): boolean {
  return text.length === tokenLength && /^[0-9A-Za-z]+$/.test(text);
}
