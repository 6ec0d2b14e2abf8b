import { expect, it } from 'vitest';
import { SecretBox } from './secret-box.ts';

const former = new SecretBox({ secretKey: 'the key of last year' });

it('opens what it sealed, and never seals the same text the same way twice', () => {
  const box = new SecretBox({ secretKey: 'the key of this year' });
  const [first, second] = [box.seal('hush'), box.seal('hush')];
  expect(first).not.toBe(second);
  expect(first).not.toContain('hush');
  expect([box.open(first), box.open(second)]).toEqual(['hush', 'hush']);
});

it('opens what a former key sealed only while it is told that key', () => {
  const sealed = former.seal('hush');
  const rotated = new SecretBox({ secretKey: 'the key of this year', previousKeys: ['the key of last year'] });
  expect(rotated.isOutdated(sealed)).toBe(true);
  expect(rotated.open(sealed)).toBe('hush');
  const again = rotated.seal(rotated.open(sealed));
  expect(rotated.isOutdated(again)).toBe(false);
  const without = new SecretBox({ secretKey: 'the key of this year' });
  expect(without.open(again)).toBe('hush');
  expect(() => without.open(sealed)).toThrow('another SIGNALBOX_SECRET_KEY');
});

it('refuses a text that has been altered', () => {
  const sealed = former.seal('hush');
  const parts = sealed.split(':');
  parts[4] = Buffer.from('push').toString('base64url');
  expect(() => former.open(parts.join(':'))).toThrow();
});
