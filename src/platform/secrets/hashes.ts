import { hash as digest, randomBytes, timingSafeEqual } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import { AppError } from '../../kernel/errors.ts';

/** OWASP's minimum for argon2id: 19 MiB, two passes, one lane. Small enough for a Raspberry Pi. */
const argon2id = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Of a password that nobody has: checking against it takes as long as a real check. */
let decoy: Promise<string> | undefined;

/** Hashes under way at the same time: each takes 19 MiB and a thread that the file system needs as well. */
const maxRunning = 2;
/** Hashes that may wait; at 30 ms each the last of them waits a few seconds, and later ones are told to come back. */
const maxWaiting = 200;
let running = 0;
const waiting: (() => void)[] = [];

/** @throws AppError Unavailable when so many passwords are being checked that this one would wait too long */
async function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
  if (running >= maxRunning) {
    if (waiting.length >= maxWaiting) {
      throw new AppError('Unavailable', 'Too many passwords are being checked at the moment', { retryAfter: 5 });
    }
    await new Promise<void>((resolve) => waiting.push(resolve));
  } else running += 1;
  try {
    return await work();
  } finally {
    // The place goes straight to the next in line.
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  }
}

export function hashPassword(password: string): Promise<string> {
  return inTurn(() => hash(password, argon2id));
}

/**
 * Whether the password belongs to the hash. Without a hash (no such account) the answer is false after the same work,
 * so that the time taken does not tell which accounts exist.
 */
export async function verifyPassword(passwordHash: string | undefined, password: string): Promise<boolean> {
  decoy ??= hashPassword(randomBytes(16).toString('hex'));
  const comparedTo = passwordHash ?? (await decoy);
  const matches = await inTurn(() => verify(comparedTo, password));
  return passwordHash !== undefined && matches;
}

/** 256 random bits in hex, which no shell, URL or command line misreads: what tokens and access secrets are made of. */
export function randomSecret(): string {
  return randomBytes(32).toString('hex');
}

/** SHA-256, for secrets that are already random: a slow hash would add nothing. */
export function hashSecret(secret: string): Buffer {
  return digest('sha256', secret, 'buffer');
}

export function equalSecrets(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
