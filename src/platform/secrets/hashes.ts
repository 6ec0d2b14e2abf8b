import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import { ConcurrencyLimiter } from '../../kernel/concurrency-limiter.ts';
import { normalizeText } from '../../kernel/text.ts';

/** OWASP's minimum for argon2id: 19 MiB, two passes, one lane. Small enough for a Raspberry Pi. */
const argon2id = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Of a password that nobody has: checking against it takes as long as a real check. */
let decoy: Promise<string> | undefined;

const limiter = new ConcurrencyLimiter({
  // Each takes 19 MiB and a thread that the file system needs as well.
  atOnce: 2,
  // At 30 ms each the last of them waits a few seconds.
  maxWaiting: 200,
  refusal: 'Too many passwords are being checked; retry later',
});

/**
 * argon2id, with salt and parameters in the result, of the form in which the same keys pressed on any system give the same
 * password (RFC 8265, 4.2). Waits for its turn; each takes some 30 ms of a core.
 *
 * @throws AppError Unavailable when too many wait
 */
export function hashPassword(password: string): Promise<string> {
  return limiter.run(() => hash(normalizeText(password), argon2id));
}

/**
 * Whether the password belongs to the hash. Without a hash (no such account) returns false after the same work,
 * so that the time taken does not tell which accounts exist.
 */
export async function verifyPassword(passwordHash: string | undefined, password: string): Promise<boolean> {
  decoy ??= hashPassword(randomBytes(16).toString('hex'));
  const comparedTo = passwordHash ?? (await decoy);
  const normal = normalizeText(password);
  let matches = await limiter.run(() => verify(comparedTo, normal));
  // Hashes made before passwords had one form are of the password as it was typed then.
  if (!matches && normal !== password) matches = await limiter.run(() => verify(comparedTo, password));
  return passwordHash !== undefined && matches;
}

/** 256 random bits in hex, which no shell, URL or command line misreads: what tokens and access secrets are made of. */
export function randomSecret(): string {
  return randomBytes(32).toString('hex');
}

/** SHA-256, for secrets that are already random: a slow hash would add nothing. */
export function hashSecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

/** Compares in constant time; the length alone may show. */
export function equalSecrets(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
