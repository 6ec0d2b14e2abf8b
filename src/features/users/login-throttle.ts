import { networkOf } from '../../kernel/client-address.ts';
import { AppError } from '../../kernel/errors.ts';
import { foldCase } from '../../kernel/fold-case.ts';
import type { FailureLimiter } from '../../platform/cluster/failure-limiter.ts';

const windowMs = 15 * 60_000;
/** Someone who mistypes is let try this often from one place ... */
const perAccountAndAddress = { name: 'pair', count: 10, windowMs };
/** ... and a whole office behind one address this often. */
const perAddress = { name: 'address', count: 100, windowMs };
/** Guesses at one account from many places together. */
const perAccount = { name: 'account', count: 50, windowMs };

/** One login that has begun. */
export interface LoginAttempt {
  /** The password, and the code where one is needed, were right. */
  succeed(): void;
  /** Failures still allowed for this account from this address, and when the window ends; for the RateLimit headers. */
  readonly limit: { readonly limit: number; readonly remaining: number; readonly resetSeconds: number };
}

/**
 * Slows guessing down: per account and address, per address, and per account over all addresses; all the addresses of an
 * IPv6 network count as one. Accounts are told apart by the e-mail as it was typed, so an unknown one is throttled like a
 * known one. Windows pass, so nobody is locked out for ever; and while many addresses guess at one account, its owner gets
 * in from where they have logged in before.
 */
export class LoginThrottle {
  readonly #failures: FailureLimiter;

  constructor(options: { failures: FailureLimiter }) {
    this.#failures = options.failures;
  }

  /**
   * @param isKnownAddress whether the account has been logged into from this address; only asked when it matters
   * @throws AppError Throttled, saying when to come back
   */
  async begin(email: string, address: string, isKnownAddress: () => Promise<boolean>): Promise<LoginAttempt> {
    const account = foldCase(email);
    const network = networkOf(address);
    const places = await Promise.all([
      this.#failures.take(perAccountAndAddress, `${account}\n${network}`),
      this.#failures.take(perAddress, network),
      this.#failures.take(perAccount, account),
    ]);
    const [pair, ofAddress, ofAccount] = places;
    const forgive = (): void => {
      for (const place of places) if (place.waitMs === 0) place.forgive();
    };
    const guessed = ofAccount.waitMs > 0 && !(await isKnownAddress());
    const waitMs = Math.max(pair.waitMs, ofAddress.waitMs, guessed ? ofAccount.waitMs : 0);
    if (waitMs > 0) {
      // An attempt that was not let begin is no failure.
      forgive();
      throw tooMany(waitMs);
    }
    const resetSeconds = Math.ceil(windowMs / 1000);
    return { limit: { limit: perAccountAndAddress.count, remaining: pair.remaining, resetSeconds }, succeed: forgive };
  }
}

function tooMany(waitMs: number): AppError {
  const seconds = Math.ceil(waitMs / 1000);
  return new AppError('Throttled', `Too many failed logins; try again in ${seconds} s`, { retryAfter: seconds });
}
