import { hash } from '@node-rs/argon2';
import { expect, it } from 'vitest';
import { hashPassword, verifyPassword } from './hashes.ts';

it('knows a password again, and no other', async () => {
  const stored = await hashPassword('correct horse');
  expect(stored).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(await verifyPassword(stored, 'correct horse')).toBe(true);
  expect(await verifyPassword(stored, 'correct horsf')).toBe(false);
  expect(await verifyPassword(undefined, 'correct horse')).toBe(false);
});

it('turns away what would wait too long, and serves everything else', async () => {
  // A hash says itself how much work it is: what is tried is who waits, not the work.
  const light = await hash('x', { memoryCost: 64, timeCost: 1, parallelism: 1 });
  const checks = await Promise.allSettled(Array.from({ length: 250 }, () => verifyPassword(light, 'x')));
  const refused = checks.filter((check) => check.status === 'rejected');
  expect(refused.length).toBe(250 - 202);
  for (const { reason } of refused) expect(reason).toMatchObject({ type: 'Unavailable', retryAfter: 5 });
  expect(checks.filter((check) => check.status === 'fulfilled' && check.value)).toHaveLength(202);
  expect(await verifyPassword(light, 'x')).toBe(true);
});
