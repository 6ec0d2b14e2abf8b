import type { Redis, RedisSubscription } from '../redis.ts';
import { leaseMs } from './stream-store.ts';

/** Streams that are known to be watched: more than all servers may have open. */
const maxNames = 100_000;
/** What is said at a time. */
const portion = 500;
const deadlineMs = 10_000;
const listKey = 'watched';
const channel = 'watched';

const announceScript = `
  local time = redis.call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
  redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
  for i = 2, #ARGV do redis.call('ZADD', KEYS[1], now + ARGV[1], ARGV[i]) end
  redis.call('PEXPIRE', KEYS[1], ARGV[1])`;

const listScript = `
  local time = redis.call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
  local said = redis.call('ZRANGEBYSCORE', KEYS[1], '(' .. now, '+inf', 'WITHSCORES', 'LIMIT', 0, ARGV[1])
  for i = 2, #said, 2 do said[i] = tostring(said[i] - now) end
  return said`;

/**
 * Which streams somebody watches, on any server: said when a watcher comes, and again as long as it stays. Known in memory,
 * so that an event that nobody watches costs one look into a map.
 */
export class WatchedNames {
  readonly #redis: Redis;
  readonly #elapsed: () => number;
  /** By kind, then key: until when, in ms of `elapsed`. */
  readonly #kinds = new Map<string, Map<string, number>>();
  #subscription: RedisSubscription | undefined;

  constructor(options: { redis: Redis; elapsed: () => number }) {
    this.#redis = options.redis;
    this.#elapsed = options.elapsed;
  }

  /** What is watched of one kind, kept up to date. */
  of(kind: string): ReadonlyMap<string, number> {
    return this.#kind(kind);
  }

  /** Every name that is watched. */
  get all(): string[] {
    return [...this.#kinds].flatMap(([kind, keys]) => [...keys.keys()].map((key) => nameOf(kind, key)));
  }

  /** From here on it is heard what others say. */
  listen(): void {
    this.#subscription = this.#redis.subscribe(channel, (bytes) => {
      for (const name of parseNames(bytes)) this.#add(name, leaseMs);
    });
  }

  stop(): void {
    this.#subscription?.stop();
  }

  /** Says that this server watches. Rejects while Redis is away; this server itself knows it anyway. */
  async announce(names: readonly string[]): Promise<void> {
    for (const name of names) this.#add(name, leaseMs);
    for (let first = 0; first < names.length; first += portion) {
      const some = names.slice(first, first + portion);
      await this.#redis.command(
        listKey,
        (key) => ['EVAL', announceScript, '1', key, String(leaseMs), ...some],
        deadlineMs,
      );
      this.#redis.publish(channel, Buffer.from(JSON.stringify(some)));
    }
  }

  /** Reads what all servers have said, and returns what was not known. Rejects while Redis is away. */
  async load(): Promise<string[]> {
    const said = (await this.#redis.command(
      listKey,
      (key) => ['EVAL', listScript, '1', key, String(maxNames)],
      deadlineMs,
    )) as unknown[];
    const fresh: string[] = [];
    for (let index = 0; index + 1 < said.length; index += 2) {
      const name = String(said[index]);
      if (this.#add(name, Number(said[index + 1]))) fresh.push(name);
    }
    return fresh;
  }

  forget(kind: string, key: string): void {
    this.#kind(kind).delete(key);
    const name = nameOf(kind, key);
    this.#redis.command(listKey, (list) => ['ZREM', list, name]).catch(() => undefined);
  }

  /** Forgets what nobody has said again, but for what this server watches itself. */
  sweep(own: readonly string[]): void {
    for (const name of own) this.#add(name, leaseMs);
    const now = this.#elapsed();
    for (const keys of this.#kinds.values()) for (const [key, until] of keys) if (until <= now) keys.delete(key);
  }

  /** Returns whether it was not known. */
  #add(name: string, ms: number): boolean {
    const slash = name.indexOf('/');
    const keys = this.#kind(name.slice(0, slash));
    const key = name.slice(slash + 1);
    const known = keys.get(key);
    if (known === undefined && keys.size >= maxNames) return false;
    keys.set(key, Math.max(known ?? 0, this.#elapsed() + ms));
    return known === undefined;
  }

  #kind(kind: string): Map<string, number> {
    const known = this.#kinds.get(kind);
    if (known) return known;
    const keys = new Map<string, number>();
    this.#kinds.set(kind, keys);
    return keys;
  }
}

/** What a stream is called, in Redis and between servers. */
export function nameOf(kind: string, key: string): string {
  return `${kind}/${key}`;
}

function parseNames(bytes: Buffer): string[] {
  try {
    const names: unknown = JSON.parse(bytes.toString());
    return Array.isArray(names) ? names.filter((name) => typeof name === 'string' && name.includes('/')) : [];
  } catch {
    return [];
  }
}
