import { AppError } from '../../kernel/errors.ts';

/** What is sent to Redis: a command with its arguments, the name first. */
export type RedisArguments = readonly (string | Buffer)[];

/** A Redis server, or cluster, that has been reached and judged fit. It never mends itself: once broken it is to be replaced. */
export interface RedisLink {
  /** Resolves when a connection has ended, also by `close`. */
  readonly broken: Promise<void>;
  readonly isBroken: boolean;
  /** `7.0.15`, as the server says. */
  readonly version: string;
  readonly isCluster: boolean;
  /** URLs of all servers of a cluster, masters and replicas, as it was when it was reached; none of a single Redis. */
  readonly places: readonly string[];
  /** @param key decides which server of a cluster gets the command */
  send(key: string, args: RedisArguments): Promise<unknown>;
  publish(channel: string, bytes: Buffer): Promise<unknown>;
  /** Resolves when everything that is published from then on is heard. */
  subscribe(channel: string, handler: Handler): Promise<void>;
  /** @param handler the same that was given to `subscribe` */
  unsubscribe(channel: string, handler: Handler): Promise<void>;
  /** Resolves when all connections show a sign of life. */
  ping(): Promise<unknown>;
  close(): void;
}

type Handler = (bytes: Buffer) => void;

/** Redis is there and cannot be used, whatever time passes: the operator has to see to it. */
export class RedisUnfit extends AppError {
  constructor(message: string) {
    super('Internal', message);
  }
}

const connectTimeoutMs = 3_000;
/** Sharded channels, without which each message of a cluster goes to all of its servers. */
const leastOfCluster = [7, 0] as const;
const least = [6, 2] as const;
/** What a server says that will not let us in. */
const refusals = /^(WRONGPASS|NOAUTH|NOPERM|ERR (AUTH|invalid password|DB index|invalid DB|SELECT is not allowed))/;

/**
 * Reaches Redis. With a cluster, channels are sharded ones (Redis 7): a message goes to the one server that has the channel.
 *
 * @param others further servers of the cluster, tried one after the other where `url` cannot be reached
 * @throws RedisUnfit when the server is too old, lets us not in, or is none; else the driver's error: it cannot be reached now
 */
export async function openRedisLink(url: string, others: readonly string[] = []): Promise<RedisLink> {
  for (const place of others.length > 0 ? [url, ...others.filter((each) => each !== url)] : []) {
    const link = await openLinkAt(place).catch((error: unknown) => {
      if (error instanceof RedisUnfit) throw error;
    });
    if (link) return link;
  }
  return openLinkAt(url);
}

async function openLinkAt(url: string): Promise<RedisLink> {
  // Only here, so that a server without Redis does not load it.
  const { createClient, createCluster } = await import('@redis/client');
  const over = Promise.withResolvers<void>();
  let isBroken = false;
  const parts: { readonly isOpen: boolean; destroy(): unknown }[] = [];
  const close = (): void => {
    if (isBroken) return;
    isBroken = true;
    for (const part of parts) if (part.isOpen) part.destroy();
    over.resolve();
  };
  let cause: unknown;
  const fail = (error: unknown): void => {
    cause ??= error;
    close();
  };
  const ends = { broken: over.promise, close };
  const { username, password, protocol } = new URL(url);
  const each = {
    name: 'signalbox',
    disableOfflineQueue: true,
    disableClientInfo: true,
    maintNotifications: 'disabled',
    ...(username ? { username: decodeURIComponent(username) } : {}),
    ...(password ? { password: decodeURIComponent(password) } : {}),
    socket: {
      connectTimeout: connectTimeoutMs,
      reconnectStrategy: false,
      ...(protocol === 'rediss:' ? { tls: true as const } : {}),
    },
  } as const;
  const connect = () => {
    const client = createClient({ ...each, url });
    client.on('error', fail).on('end', close);
    parts.push(client);
    return withDeadline(client.connect(), connectTimeoutMs);
  };
  try {
    const commands = await connect();
    const info = readInfo(await withDeadline(commands.info('server'), connectTimeoutMs));
    requireVersion(info);
    if (!info.isCluster) {
      const subscriptions = await connect();
      return {
        ...info,
        ...ends,
        places: [],
        get isBroken() {
          return isBroken;
        },
        send: (_key, args) => commands.sendCommand(args),
        publish: (channel, bytes) => commands.sendCommand(['PUBLISH', channel, bytes]),
        subscribe: (channel, handler) => subscriptions.subscribe(channel, handler, true),
        unsubscribe: (channel, handler) => subscriptions.unsubscribe(channel, handler, true),
        ping: () => Promise.all([commands.ping(), subscriptions.ping()]),
      };
    }
    const cluster = createCluster({ rootNodes: [{ url }], defaults: each });
    for (const event of ['error', 'node-error', 'node-disconnect', 'sharded-channel-moved-error']) {
      cluster.on(event, close);
    }
    parts.push(cluster);
    await withDeadline(cluster.connect(), connectTimeoutMs);
    const slots = await withDeadline(commands.sendCommand(['CLUSTER', 'SLOTS']), connectTimeoutMs);
    return {
      ...info,
      ...ends,
      places: placesOf(slots, url),
      get isBroken() {
        return isBroken;
      },
      send: (key, args) => cluster.sendCommand(key, false, [...args]),
      publish: (channel, bytes) => cluster.sendCommand(channel, false, ['SPUBLISH', channel, bytes]),
      subscribe: (channel, handler) => cluster.sSubscribe(channel, handler, true),
      unsubscribe: (channel, handler) => cluster.sUnsubscribe(channel, handler, true),
      async ping() {
        const masters = await Promise.all(cluster.masters.map((master) => cluster.nodeClient(master)));
        await Promise.all([commands, ...masters].map((client) => client.ping()));
      },
    };
  } catch (error) {
    close();
    // What is rejected after a failure was told of says no more than that the connection is closed.
    throw toUnfit(cause ?? error);
  }
}

/** The servers that `CLUSTER SLOTS` names, each once: `[from, to, [host, port, …], …]` for each range. */
function placesOf(slots: unknown, url: string): string[] {
  const places = new Set<string>();
  for (const [, , ...servers] of slots as [unknown, unknown, ...[unknown, unknown][]][]) {
    for (const [host, port] of servers) {
      const place = new URL(url);
      // A server that does not know its own address is named by none: it is where it was asked.
      if (host) place.hostname = String(host);
      place.port = String(port);
      places.add(place.href);
    }
  }
  return [...places];
}

function requireVersion({ version, isCluster }: { version: string; isCluster: boolean }): void {
  if (isAtLeast(version, isCluster ? leastOfCluster : least)) return;
  const needed = isCluster ? '7.0 (for a cluster)' : '6.2';
  throw new RedisUnfit(`REDIS_URL names a Redis ${version}; ${needed} or newer is needed`);
}

function toUnfit(error: unknown): unknown {
  if (error instanceof RedisUnfit || !(error instanceof Error)) return error;
  if (refusals.test(error.message)) {
    return new RedisUnfit(`Redis does not let us in with what REDIS_URL says: ${error.message}`);
  }
  if (/^ERR unknown command/i.test(error.message)) {
    return new RedisUnfit(`REDIS_URL names a Redis that is older than 6.2: ${error.message}`);
  }
  if (error.message.startsWith('Unknown RESP type')) {
    return new RedisUnfit('REDIS_URL names a server that does not speak as Redis does');
  }
  return error;
}

/** @throws RedisUnfit when it is not what a Redis says of itself */
function readInfo(info: string): { version: string; isCluster: boolean } {
  const version = /^redis_version:(\S+)/m.exec(info)?.[1];
  if (!version) throw new RedisUnfit('REDIS_URL names a server that does not say which version of Redis it is');
  const mode = /^redis_mode:(\S+)/m.exec(info)?.[1];
  if (mode === 'sentinel') throw new RedisUnfit('REDIS_URL names a Redis Sentinel; it must name a Redis or a cluster');
  return { version, isCluster: mode === 'cluster' };
}

function isAtLeast(version: string, [major, minor]: readonly [number, number]): boolean {
  const [ofVersion = 0, minorOfVersion = 0] = version.split('.').map(Number);
  return ofVersion > major || (ofVersion === major && minorOfVersion >= minor);
}

/**
 * Rejects when `promise` takes longer. What has come while the process was busy with something else still counts: it is
 * read before the time is called.
 */
export function withDeadline<Value>(promise: Promise<Value>, ms: number): Promise<Value> {
  return new Promise((resolve, reject) => {
    let late: NodeJS.Immediate | undefined;
    const timer = setTimeout(() => {
      late = setImmediate(() => reject(new Error(`Redis has not replied within ${ms} ms`)));
    }, ms);
    promise.then(resolve, reject).finally(() => {
      clearTimeout(timer);
      clearImmediate(late);
    });
  });
}
