import { randomFillSync } from 'node:crypto';

/** Drawn for so many ids at once: a draw costs more than all else that an id takes. */
const drawn = Buffer.alloc(8 * 512);
let used = drawn.length;

const idPattern = /^[0-9a-f]{24}$/i;

/**
 * A new id: 24 lower-case hex digits, 4 bytes of epoch seconds followed by 8 random bytes. Ids therefore sort by their
 * second of creation; 64 random bits keep two made in the same second apart, on one node or on many. An id is a name,
 * not a secret.
 */
export function newId(): string {
  const seconds = Math.floor(Date.now() / 1000) >>> 0;
  if (used === drawn.length) {
    randomFillSync(drawn);
    used = 0;
  }
  used += 8;
  return seconds.toString(16).padStart(8, '0') + drawn.toString('hex', used - 8, used);
}

/** Whether a value is an id as callers may write it: 24 hex digits in either case. */
export function isId(text: unknown): text is string {
  return typeof text === 'string' && idPattern.test(text);
}

/** The stored form of an id that `isId` accepts: lower case. Compare and look up ids in this form only. */
export function normalizeId(id: string): string {
  return id.toLowerCase();
}

/** The parameters of a path with their ids as they are stored: in lower case. Anything else stays as it came. */
export function normalizeIdIn(parameters: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [name, isId(value) ? normalizeId(value) : value]),
  );
}
