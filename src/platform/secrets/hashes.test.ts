import { expect, it } from 'vitest';
import { hashPassword, verifyPassword } from './hashes.ts';

it('knows a password again, and no other', async () => {
  const hash = await hashPassword('correct horse');
  expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(await verifyPassword(hash, 'correct horse')).toBe(true);
  expect(await verifyPassword(hash, 'correct horsf')).toBe(false);
  expect(await verifyPassword(undefined, 'correct horse')).toBe(false);
});

it('turns away what would wait too long, and serves everything else', async () => {
  const hash = await hashPassword('x');
  const checks = await Promise.allSettled(Array.from({ length: 250 }, () => verifyPassword(hash, 'x')));
  const refused = checks.filter((check) => check.status === 'rejected');
  expect(refused.length).toBe(250 - 202);
  for (const { reason } of refused) expect(reason).toMatchObject({ type: 'Unavailable', retryAfter: 5 });
  expect(checks.filter((check) => check.status === 'fulfilled' && check.value)).toHaveLength(202);
  expect(await verifyPassword(hash, 'x')).toBe(true);
}, 60_000);
