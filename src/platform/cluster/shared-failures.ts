import { createHash, randomUUID } from 'node:crypto';
import { type Redis, RedisAway } from './redis.ts';

/** At most `count` failures in any `windowMs`. */
export interface FailureRule {
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

/**
 * Failures of guessing at secrets, counted for all servers together: each of several would else allow as much as one. Keys are
 * hashed, so that Redis is told no e-mail.
 */
export class SharedFailures {
  readonly #redis: Redis;
  readonly #name: string;

  /** @param options.name tells one kind of guessing from another */
  constructor(options: { redis: Redis; name: string }) {
    this.#redis = options.redis;
    this.#name = options.name;
  }

  /** Begins an attempt, if it may begin; undefined while Redis is away: each server then counts for itself. */
  async take(key: string, rule: FailureRule): Promise<FailurePlace | undefined> {
    const attempt = randomUUID();
    const whole = `failures/${this.#name}/${createHash('sha256').update(key).digest('base64url')}`;
    try {
      const [waitMs, remaining] = (await this.#redis.command(whole, (name) => [
        'EVAL',
        takeScript,
        '1',
        name,
        String(rule.count),
        String(rule.windowMs),
        attempt,
      ])) as [unknown, unknown];
      return {
        waitMs: Number(waitMs),
        remaining: Number(remaining),
        forgive: () => {
          this.#redis.command(whole, (name) => ['ZREM', name, attempt]).catch(() => undefined);
        },
      };
    } catch (error) {
      if (error instanceof RedisAway) return undefined;
      throw error;
    }
  }
}
