import { createHmac } from 'node:crypto';
import { expect, it } from 'vitest';
import { checkTwoFactorKey, matchTwoFactorCode } from './two-factor.ts';

const secret = Buffer.from('12345678901234567890123456789012');
const key = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZA';

/** RFC 4226, 5.3, written out: what an authenticator app shows. */
function codeAt(ms: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(ms / 30_000)));
  const mac = createHmac('sha1', secret).update(counter).digest();
  const offset = (mac.at(-1) ?? 0) & 15;
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

const now = 1_700_000_000_000;
const match = (code: string, usedStep: number | null = null) => matchTwoFactorCode({ key, code, now, usedStep });

it('takes the code of now and of one step either side, and no other', () => {
  for (const steps of [-1, 0, 1]) expect(match(codeAt(now + steps * 30_000))).toBe(Math.floor(now / 30_000) + steps);
  for (const steps of [-3, -2, 2, 3]) expect(match(codeAt(now + steps * 30_000))).toBeUndefined();
  for (const code of ['', '12345', '1234567', 'abcdef', ' 12345', '１２３４５６']) expect(match(code)).toBeUndefined();
});

it('takes a code once', () => {
  const step = match(codeAt(now)) ?? 0;
  expect(match(codeAt(now), step)).toBeUndefined();
  expect(match(codeAt(now - 30_000), step)).toBeUndefined();
  expect(match(codeAt(now + 30_000), step)).toBe(step + 1);
});

it('takes codes again after the clock was put back, each once', () => {
  const tomorrow = Math.floor(now / 30_000) + 2880;
  const step = match(codeAt(now), tomorrow);
  expect(step).toBe(Math.floor(now / 30_000));
  expect(match(codeAt(now), step)).toBeUndefined();
  // The newest code of this moment may be two steps ahead of the oldest that is taken: no sign of another clock.
  expect(match(codeAt(now - 30_000), Math.floor(now / 30_000) + 1)).toBeUndefined();
});

it('refuses a key that is not 256 bits of base32', () => {
  expect(() => checkTwoFactorKey(key)).not.toThrow();
  for (const wrong of ['', key.slice(1), `${key}A`, key.replace('G', '1')]) {
    expect(() => checkTwoFactorKey(wrong)).toThrow('twoFactorAuthKey must be');
  }
});
