import { expect, it } from 'vitest';
import { isEmail } from './email.ts';
import { isHostLength } from './host-name.ts';

const label = 'a'.repeat(63);
const longest = `${label}.${label}.${label}.${'a'.repeat(61)}`;

it('takes names as long as a name server knows them, and addresses', () => {
  for (const host of ['a', label, `${label}.example`, longest, `${longest}.`, '[2001:db8::1]', '192.0.2.1']) {
    expect(isHostLength(host), host).toBe(true);
  }
});

it('refuses longer names, and longer parts of them', () => {
  for (const host of [`${label}a`, `b.${label}a.example`, `${longest}a`]) expect(isHostLength(host), host).toBe(false);
});

it('takes no mail address at such a host', () => {
  expect(isEmail(`jane@${label}.example`)).toBe(true);
  expect(isEmail(`jane@${label}a.example`)).toBe(false);
  // 40 characters, and 67 in the form that name servers are asked for.
  expect(isEmail(`jane@${'bücher'.repeat(10)}.example`)).toBe(false);
});
