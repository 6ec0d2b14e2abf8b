import { LRUCache } from 'lru-cache';
import { networkOf } from '../../kernel/client-address.ts';
import { AppError } from '../../kernel/errors.ts';
import { FailureWindow } from '../../kernel/failure-window.ts';
import { foldCase } from '../../kernel/fold-case.ts';
import type { FailurePlace, SharedFailures } from '../../platform/cluster/shared-failures.ts';

const windowMs = 15 * 60_000;
/** Someone who mistypes is let try this often from one place ... */
const perAccountAndAddress = { count: 10, windowMs };
/** ... and a whole office behind one address this often. */
const perAddress = { count: 100, windowMs };
/** Guesses at one account from many places together. */
const perAccount = { count: 50, windowMs };
/** Windows remembered of each kind; an attacker with more addresses than this is slowed by the account's own window. */
const maxWindows = 20_000;

/** One login that has begun. */
export interface LoginAttempt {
  /** The password, and the code where one is needed, were right. */
  succeed(): void;
  /** Failures still allowed for this account from this address, and when the window ends; for the RateLimit headers. */
  readonly limit: { readonly limit: number; readonly remaining: number; readonly resetSeconds: number };
}

/**
 * Slows guessing down: per account and address, per address, and per account over all addresses; all the addresses of an
 * IPv6 network count as one. Accounts are told apart
 * by the e-mail as it was typed, so an unknown one is throttled like a known one. Windows pass, so nobody is locked out
 * for ever; and while many addresses guess at one account, its owner gets in from where they have logged in before.
 * Several servers count together; while their Redis is away, each for itself.
 */
export class LoginThrottle {
  readonly #now: () => number;
  readonly #shared: SharedFailures | undefined;
  readonly #pairs = new LRUCache<string, FailureWindow>({ max: maxWindows });
  readonly #addresses = new LRUCache<string, FailureWindow>({ max: maxWindows });
  readonly #accounts = new LRUCache<string, FailureWindow>({ max: maxWindows });

  constructor(options: { now: () => number; shared?: SharedFailures | undefined }) {
    this.#now = options.now;
    this.#shared = options.shared;
  }

  /**
   * @param isKnownAddress whether the account has been logged into from this address; only asked when it matters
   * @throws AppError Throttled, saying when to come back
   */
  async begin(email: string, address: string, isKnownAddress: () => Promise<boolean>): Promise<LoginAttempt> {
    const account = foldCase(email);
    const network = networkOf(address);
    const attempt = this.#shared && (await this.#beginShared(this.#shared, account, network, isKnownAddress));
    if (attempt) return attempt;
    const pair = findWindow(this.#pairs, `${account}\n${network}`, perAccountAndAddress);
    const ofAddress = findWindow(this.#addresses, network, perAddress);
    const ofAccount = findWindow(this.#accounts, account, perAccount);
    const guessed = ofAccount.wait(this.#now()) > 0 && !(await isKnownAddress());
    // No waiting between here and `begin`: two attempts must not both see the last free place.
    const now = this.#now();
    const waitMs = Math.max(pair.wait(now), ofAddress.wait(now), guessed ? ofAccount.wait(now) : 0);
    if (waitMs > 0) throw tooMany(waitMs);
    const windows = [pair, ofAddress, ofAccount];
    for (const window of windows) window.begin(now);
    const limit = {
      limit: perAccountAndAddress.count,
      remaining: pair.remaining(now),
      resetSeconds: Math.ceil(windowMs / 1000),
    };
    return {
      limit,
      succeed: () => {
        for (const window of windows) window.forgive(now);
      },
    };
  }

  /** The same, with windows of all servers; undefined while their Redis is away. */
  async #beginShared(
    shared: SharedFailures,
    account: string,
    network: string,
    isKnownAddress: () => Promise<boolean>,
  ): Promise<LoginAttempt | undefined> {
    const places = await Promise.all([
      shared.take(`pair\n${account}\n${network}`, perAccountAndAddress),
      shared.take(`address\n${network}`, perAddress),
      shared.take(`account\n${account}`, perAccount),
    ]);
    const [pair, ofAddress, ofAccount] = places;
    const taken = places.filter((place): place is FailurePlace => place?.waitMs === 0);
    const forgive = (): void => {
      for (const place of taken) place.forgive();
    };
    if (!pair || !ofAddress || !ofAccount) {
      forgive();
      return undefined;
    }
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

function findWindow(
  windows: LRUCache<string, FailureWindow>,
  key: string,
  rule: { count: number; windowMs: number },
): FailureWindow {
  const known = windows.get(key);
  if (known) return known;
  const window = new FailureWindow(rule);
  windows.set(key, window);
  return window;
}
