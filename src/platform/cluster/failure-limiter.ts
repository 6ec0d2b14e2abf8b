import { createHash, randomUUID } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { FailureWindow } from '../../kernel/failure-window.ts';
import { type Redis, RedisAway } from './redis.ts';

/** At most `count` failures in any `windowMs`. */
export interface FailureRule {
  /** Tells its windows from those of other rules. */
  readonly name: string;
  readonly count: number;
  readonly windowMs: number;
}

/** One place of a window that an attempt has been given, or not. */
export interface FailurePlace {
  /** Ms after which another attempt may begin; 0: this one may. */
  readonly waitMs: number;
  /** Failures that are still allowed. */
  readonly remaining: number;
  /** The attempt has not failed. */
  forgive(): void;
}

/** By Redis's clock, as `FailureWindow` does it: an attempt counts as failed until it is known to have succeeded. */
const takeScript = `
  local time = redis.call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
  local window = tonumber(ARGV[2])
  redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - window)
  local count = redis.call('ZCARD', KEYS[1])
  if count >= tonumber(ARGV[1]) then
    local oldest = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')
    return { math.max(1, oldest[2] + window - now), 0 }
  end
  redis.call('ZADD', KEYS[1], now, ARGV[3])
  redis.call('PEXPIRE', KEYS[1], window)
  return { 0, ARGV[1] - count - 1 }`;

/** Windows remembered of each rule by a server that counts for itself; whoever guesses from more places is slowed by other rules. */
const maxWindows = 20_000;

/**
 * Failures of guessing at secrets. Several servers count together, since each of them would else allow as much as one; a single
 * one, and each while Redis is away, counts for itself. Keys are hashed, so that Redis is told no e-mail.
 */
export class FailureLimiter {
  readonly #name: string;
  readonly #redis: Redis | undefined;
  readonly #elapsed: () => number;
  readonly #own = new Map<string, LRUCache<string, FailureWindow>>();

  /**
   * @param options.name tells one kind of guessing from another
   * @param options.elapsed ms of a clock that is never set back
   */
  constructor(options: { name: string; redis?: Redis | undefined; elapsed: () => number }) {
    this.#name = options.name;
    this.#redis = options.redis;
    this.#elapsed = options.elapsed;
  }

  /** Begins an attempt, if it may begin: one that has `waitMs` has not, and takes no place. */
  async take(rule: FailureRule, key: string): Promise<FailurePlace> {
    const redis = this.#redis;
    if (!redis) return this.#takeHere(rule, key);
    try {
      return await this.#takeShared(redis, rule, key);
    } catch (error) {
      if (error instanceof RedisAway) return this.#takeHere(rule, key);
      throw error;
    }
  }

  async #takeShared(
    redis: Redis,
    { name: ruleName, count, windowMs }: FailureRule,
    key: string,
  ): Promise<FailurePlace> {
    const attempt = randomUUID();
    const whole = `failures/${this.#name}/${ruleName}/${createHash('sha256').update(key).digest('base64url')}`;
    const [waitMs, remaining] = (await redis.command(whole, (name) => [
      'EVAL',
      takeScript,
      '1',
      name,
      String(count),
      String(windowMs),
      attempt,
    ])) as [unknown, unknown];
    return {
      waitMs: Number(waitMs),
      remaining: Number(remaining),
      forgive: () => {
        redis.command(whole, (name) => ['ZREM', name, attempt]).catch(() => undefined);
      },
    };
  }

  #takeHere(rule: FailureRule, key: string): FailurePlace {
    const windows = this.#own.get(rule.name) ?? new LRUCache({ max: maxWindows });
    this.#own.set(rule.name, windows);
    const window = windows.get(key) ?? new FailureWindow(rule);
    windows.set(key, window);
    const now = this.#elapsed();
    const waitMs = window.wait(now);
    if (waitMs > 0) return { waitMs, remaining: 0, forgive: () => undefined };
    window.begin(now);
    return { waitMs, remaining: window.remaining(now), forgive: () => window.forgive(now) };
  }
}
