import { createHmac, randomBytes } from 'node:crypto';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** 256 random bits of base32, as clients make the key of two-factor authentication. */
export function makeTotpKey(): string {
  return `${[...randomBytes(51)].map((byte) => alphabet[byte % 32]).join('')}A`;
}

/** RFC 6238, as an authenticator app computes it. */
export function totpCode(key: string, ms: number): string {
  const bits = [...key].map((digit) => alphabet.indexOf(digit).toString(2).padStart(5, '0'));
  const bytes = (bits.join('').match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(ms / 30_000)));
  const mac = createHmac('sha1', Buffer.from(bytes)).update(counter).digest();
  const offset = (mac.at(-1) ?? 0) & 15;
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}
