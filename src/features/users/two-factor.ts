import { Secret, TOTP } from 'otpauth';
import { invalid } from '../../kernel/errors.ts';

const periodSeconds = 30;
/** RFC 6238, 5.2: one step of clock difference either way. */
const toleratedSteps = 1;
/** The farthest that the newest code may be ahead of one that is taken at the same moment. */
export const farthestSteps = 2 * toleratedSteps;

/** @throws AppError Validation when the text is not base32 of 256 bits, the form in which clients make the key */
export function checkTwoFactorKey(key: string): void {
  if (!/^[A-Z2-7]{52}$/i.test(key)) throw invalid('twoFactorAuthKey', 'must be 52 characters of base32 (256 bits)');
}

/**
 * The time step (RFC 6238, TOTP: SHA-1, six digits, 30 s) that a code belongs to, or undefined when it is wrong, out of
 * date, or not newer than the newest one that was used: a code works once. One that was used further ahead than any code
 * is taken was used before the clock was put back; it must not lock its owner out until the clock is there again.
 */
export function matchTwoFactorCode(options: {
  key: string;
  code: string;
  /** Epoch ms. */
  now: number;
  usedStep: number | null;
}): number | undefined {
  const { key, code, now, usedStep } = options;
  if (!/^\d{6}$/.test(code)) return undefined;
  const totp = new TOTP({ secret: Secret.fromBase32(key.toUpperCase()), period: periodSeconds });
  const delta = totp.validate({ token: code, timestamp: now, window: toleratedSteps });
  if (delta === null) return undefined;
  const step = Math.floor(now / 1000 / periodSeconds) + delta;
  return usedStep !== null && step <= usedStep && usedStep <= step + farthestSteps ? undefined : step;
}
