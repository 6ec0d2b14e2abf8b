import { setTimeout as sleep } from 'node:timers/promises';
import type { DatabaseLogger } from '../database/database.ts';
import { backOffMs } from '../durable/back-off.ts';
import { openRedisLink, type RedisArguments, type RedisLink, RedisUnfit, withDeadline } from './redis-link.ts';

/** How often the connections are asked for a sign of life, and how long they may take to give one. */
const beatMs = 1_000;
const patienceMs = 3_000;
const retry = { firstMs: 100, maxMs: 5_000 } as const;
/** What is on its way to Redis and not yet taken: beyond it Redis is slower than what is published, and things are dropped. */
const maxWaitingBytes = 8 * 1024 * 1024;
/** Commands whose replies are waited for. */
const maxCommands = 1_000;
const defaultDeadlineMs = 500;
const subscribeDeadlineMs = 3_000;
/** What Redis says while it changes masters or has just started: it is away, and nothing is wrong with the command. */
const mayPass = /^(CLUSTERDOWN|MASTERDOWN|READONLY|LOADING|TRYAGAIN|MOVED|ASK|NOREPLICAS) /;

/** Redis is away, or too slow: what was asked of it is to be done without it. */
export class RedisAway extends Error {
  constructor(message = 'Redis is away', cause?: unknown) {
    super(message, { cause });
    this.name = 'RedisAway';
  }
}

/** A channel that is being listened to. */
export interface RedisSubscription {
  /** Resolves when it is heard for the first time, however long Redis is away. Never rejects. */
  readonly active: Promise<void>;
  stop(): void;
}

/** What servers that share a database tell each other and remember together; all of it may be lost at any time. */
export interface Redis {
  /** `away`: nothing is heard and nothing is taken. */
  readonly state: 'connected' | 'away';
  /** Messages that were not given to Redis because too much waited, or it was away. */
  readonly dropped: number;
  /**
   * Tells all who listen to the channel. Neither waits nor throws.
   *
   * @returns whether it was given to Redis; not while it is away, nor when too much waits already (counted in `dropped`)
   */
  publish(channel: string, bytes: Buffer): boolean;
  /** Calls `handler` with everything that is published on the channel, by this server too, until `stop`; also after Redis was away. */
  subscribe(channel: string, handler: (bytes: Buffer) => void): RedisSubscription;
  /**
   * Sends one command about one key, which `toArguments` gets with the prefix that keeps installations apart.
   *
   * @param key also decides which server of a cluster has it
   * @throws RedisAway when Redis is away, does not reply within `deadlineMs` (left out: 500), or too many commands wait;
   * else what Redis says against it
   */
  command(key: string, toArguments: (key: string) => RedisArguments, deadlineMs?: number): Promise<unknown>;
  /** Calls back when Redis goes away: what others publish is missed from now on. Returns what stops that. */
  onLost(listener: () => void): () => void;
  /** Calls back when Redis is back and every channel is heard again: what was published meanwhile was missed. */
  onBack(listener: () => void): () => void;
}

interface Channel {
  readonly handlers: Set<(bytes: Buffer) => void>;
  readonly active: PromiseWithResolvers<void>;
  readonly receive: (bytes: Buffer) => void;
}

/**
 * Connection to Redis that comes back by itself. While it is away every request fails at once, so nobody waits for it. It is
 * seen as away when a connection ends, or shows no sign of life for 3 s.
 */
export class RedisConnection implements Redis {
  readonly #url: string;
  readonly #prefix: string;
  readonly #logger: DatabaseLogger;
  readonly #channels = new Map<string, Channel>();
  readonly #lost = new Set<() => void>();
  readonly #back = new Set<() => void>();
  readonly #stopping = new AbortController();
  /** Of a cluster, where else it can be reached: the server that `REDIS_URL` names may be the one that has died. */
  #places: readonly string[] = [];
  #link: RedisLink | undefined;
  #mending: Promise<void> | undefined;
  #beat: NodeJS.Timeout | undefined;
  #waitingBytes = 0;
  #commands = 0;
  /** How often Redis went away. */
  losses = 0;
  dropped = 0;

  constructor(options: { url: string; logger: DatabaseLogger }) {
    this.#url = options.url;
    // Channels do not belong to one of Redis's databases, so the number must be said.
    this.#prefix = `signalbox/${new URL(options.url).pathname.slice(1) || '0'}/`;
    this.#logger = options.logger;
  }

  get state(): 'connected' | 'away' {
    return this.#link ? 'connected' : 'away';
  }

  /**
   * Connects. A Redis that cannot be reached does not keep the server from starting: it is tried again from then on.
   *
   * @throws RedisUnfit when there is one that cannot be used
   */
  async start(): Promise<void> {
    try {
      await this.#connect();
    } catch (error) {
      if (error instanceof RedisUnfit) throw error;
      this.#logger.warn(
        { err: error },
        'Redis cannot be reached; it is tried again, and what needs it goes without it',
      );
      this.#mend();
    }
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    clearInterval(this.#beat);
    this.#link?.close();
    this.#link = undefined;
    await this.#mending;
  }

  publish(channel: string, bytes: Buffer): boolean {
    const link = this.#link;
    if (!link || this.#waitingBytes + bytes.length > maxWaitingBytes) {
      this.dropped += 1;
      return false;
    }
    this.#waitingBytes += bytes.length;
    const done = (): void => {
      this.#waitingBytes -= bytes.length;
    };
    link.publish(this.#prefix + channel, bytes).then(done, done);
    return true;
  }

  subscribe(name: string, handler: (bytes: Buffer) => void): RedisSubscription {
    const channel = this.#channels.get(name) ?? this.#openChannel(name);
    channel.handlers.add(handler);
    return {
      active: channel.active.promise,
      stop: () => {
        if (!channel.handlers.delete(handler) || channel.handlers.size > 0) return;
        this.#channels.delete(name);
        this.#link?.unsubscribe(this.#prefix + name, channel.receive).catch(ignore);
      },
    };
  }

  async command(
    key: string,
    toArguments: (key: string) => RedisArguments,
    deadlineMs = defaultDeadlineMs,
  ): Promise<unknown> {
    const link = this.#link;
    if (!link) throw new RedisAway();
    if (this.#commands >= maxCommands) throw new RedisAway('too many requests to Redis wait for their reply');
    const whole = this.#prefix + key;
    this.#commands += 1;
    try {
      const reply = link.send(whole, toArguments(whole)).finally(() => {
        this.#commands -= 1;
      });
      return await withDeadline(reply, deadlineMs);
    } catch (error) {
      if (isSaidByRedis(error) && !mayPass.test(error.message)) throw error;
      // Another server is the master now, and this one says so to nobody else.
      if (error instanceof Error && error.message.startsWith('READONLY ')) this.#broken(link);
      throw new RedisAway(error instanceof Error ? error.message : undefined, error);
    }
  }

  onLost(listener: () => void): () => void {
    this.#lost.add(listener);
    return () => this.#lost.delete(listener);
  }

  onBack(listener: () => void): () => void {
    this.#back.add(listener);
    return () => this.#back.delete(listener);
  }

  #openChannel(name: string): Channel {
    const handlers = new Set<(bytes: Buffer) => void>();
    const channel: Channel = {
      handlers,
      active: Promise.withResolvers<void>(),
      receive: (bytes) => {
        for (const handler of handlers) handler(bytes);
      },
    };
    this.#channels.set(name, channel);
    if (this.#link) void this.#listenTo(this.#link, name, channel).catch(ignore);
    return channel;
  }

  /** A channel that cannot be listened to breaks the link: it would be deaf without anybody's knowing. */
  async #listenTo(link: RedisLink, name: string, channel: Channel): Promise<void> {
    try {
      await withDeadline(link.subscribe(this.#prefix + name, channel.receive), subscribeDeadlineMs);
      if (this.#channels.get(name) === channel) channel.active.resolve();
      else await link.unsubscribe(this.#prefix + name, channel.receive);
    } catch (error) {
      this.#broken(link);
      throw error;
    }
  }

  async #connect(): Promise<void> {
    const link = await openRedisLink(this.#url, this.#places);
    this.#places = link.places;
    if (this.#stopping.signal.aborted) return link.close();
    try {
      // Those that are asked for meanwhile as well: until the link is the present one, nobody else sees to them.
      const heard = new Set<Channel>();
      for (let missing = [...this.#channels]; missing.length > 0; ) {
        await Promise.all(missing.map(([name, channel]) => this.#listenTo(link, name, channel)));
        for (const [, channel] of missing) heard.add(channel);
        missing = [...this.#channels].filter(([, channel]) => !heard.has(channel));
      }
    } catch (error) {
      link.close();
      throw error;
    }
    if (link.isBroken) throw new Error('Redis has gone away again');
    this.#link = link;
    void link.broken.then(() => this.#broken(link));
    let isAsking = false;
    this.#beat = setInterval(() => {
      if (isAsking) return;
      isAsking = true;
      withDeadline(link.ping(), patienceMs).then(
        () => {
          isAsking = false;
        },
        () => this.#broken(link),
      );
    }, beatMs).unref();
  }

  #broken(link: RedisLink): void {
    link.close();
    if (this.#link !== link || this.#stopping.signal.aborted) return;
    this.#link = undefined;
    this.losses += 1;
    clearInterval(this.#beat);
    this.#logger.warn({}, 'Redis is away: what other servers have to say is not heard');
    for (const listener of this.#lost) listener();
    this.#mend();
  }

  #mend(): void {
    this.#mending ??= this.#reconnect().finally(() => {
      this.#mending = undefined;
    });
  }

  async #reconnect(): Promise<void> {
    const { signal } = this.#stopping;
    let hasComplained = false;
    for (let failures = 1; !signal.aborted; failures += 1) {
      await sleep(backOffMs(retry, failures), undefined, { signal, ref: false }).catch(ignore);
      if (signal.aborted) return;
      try {
        await this.#connect();
        break;
      } catch (error) {
        if (error instanceof RedisUnfit && !hasComplained) {
          hasComplained = true;
          this.#logger.warn({ err: error }, 'there is a Redis that cannot be used; it is tried again');
        }
      }
    }
    if (!this.#link) return;
    this.#logger.warn({}, 'Redis is back');
    for (const listener of this.#back) listener();
  }
}

/** An error that Redis has replied with, as opposed to no reply. */
function isSaidByRedis(error: unknown): error is Error {
  return error instanceof Error && /^[A-Z][A-Z0-9]+ /.test(error.message);
}

function ignore(): void {}
